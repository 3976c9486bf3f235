/// A key of an issuer, with when and for what it may sign.
public struct TrustedKey: Hashable, Sendable {
  /// What a key may sign.
  public enum Purpose: UInt8, Hashable, Sendable, CaseIterable {
    /// Codes.
    case codes = 1
    /// Status lists.
    case statusLists = 2
  }

  /// The key.
  public let key: CodeKey
  /// What it may sign.
  public let purposes: Set<Purpose>
  /// When what it signs may have been issued.
  public let validity: Range<Instant>
  /// The longest that a code of it may live, in seconds: what bounds how long backdated codes of a stolen key are of use.
  public let maximumLifetimeSeconds: Int
  /// From when on it is in other hands: nothing issued from then on is taken; nil where it is not.
  public let compromisedFrom: Instant?
  /// How strictly what it signs is read.
  public let container: Container

  /// A day: the lifetime that codes have at most unless a list says otherwise.
  public static let usualLifetimeSeconds = 86_400

  /// A key with its terms.
  public init(
    _ key: CodeKey, for purposes: Set<Purpose> = Set(Purpose.allCases), during validity: Range<Instant>,
    maximumLifetimeSeconds: Int = usualLifetimeSeconds, compromisedFrom: Instant? = nil, container: Container = .strict
  ) {
    self.key = key
    self.purposes = purposes
    self.validity = validity
    self.maximumLifetimeSeconds = maximumLifetimeSeconds
    self.compromisedFrom = compromisedFrom
    self.container = container
  }

  /// The same key, known to be in other hands from an instant on.
  public func compromised(from instant: Instant) -> TrustedKey {
    TrustedKey(
      key, for: purposes, during: validity, maximumLifetimeSeconds: maximumLifetimeSeconds,
      compromisedFrom: compromisedFrom.map { min($0, instant) } ?? instant, container: container)
  }

  /// Why something issued at an instant is not taken; nil where it is.
  func objection(to purpose: Purpose, issuedAt: Instant) -> GateReason? {
    guard purposes.contains(purpose) else { return .keyOfOtherPurpose(key.id) }
    guard validity.contains(issuedAt) else { return .keyNotValid(key.id, at: issuedAt) }
    if let compromisedFrom, issuedAt >= compromisedFrom { return .keyCompromised(key.id, from: compromisedFrom) }
    return nil
  }
}

import Crypto
public import RiskModel

/// Turns identity documents into pseudonyms: HMAC-SHA-256 (RFC 2104) of the document's one spelling under the host's key, its first 128 bits.
///
/// Without the key a pseudonym does not give away its document, nor confirms a guess of one. With the key every guess can be confirmed: keep it apart from
/// the store. Keys rotate: an earlier one is kept beside the present one for as long as the store holds pseudonyms made by it.
public struct Pseudonymizer: Sendable {
  private let current: SymmetricKey
  private let earlier: [SymmetricKey]

  /// The bytes of a key: 256 bits.
  public static let keyByteCount = 32

  /// - Parameters:
  ///   - key: the present key.
  ///   - earlier: those before it, the latest first.
  /// - Precondition: each has ``keyByteCount`` bytes.
  public init(key: [UInt8], earlier: [[UInt8]] = []) {
    precondition(([key] + earlier).allSatisfy { $0.count == Self.keyByteCount }, "a key of \(Self.keyByteCount) bytes")
    current = SymmetricKey(data: key)
    self.earlier = earlier.map { SymmetricKey(data: $0) }
  }

  /// The pseudonym of a document under the present key.
  public func pseudonym(of document: IdentityDocument) -> PersonID { Self.pseudonym(of: document, current) }

  /// The pseudonyms that earlier keys gave a document, those of the latest key first.
  public func earlierPseudonyms(of document: IdentityDocument) -> [PersonID] { earlier.map { Self.pseudonym(of: document, $0) } }

  /// Whether there are earlier keys, so that pseudonyms may have to be linked.
  public var hasEarlierKeys: Bool { !earlier.isEmpty }

  private static func pseudonym(of document: IdentityDocument, _ key: SymmetricKey) -> PersonID {
    let code = Array(HMAC<SHA256>.authenticationCode(for: document.canonical, using: key))
    func half(_ start: Int) -> UInt64 { code[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    return PersonID(high: half(0), low: half(8))
  }
}

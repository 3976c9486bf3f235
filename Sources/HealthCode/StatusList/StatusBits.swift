/// Which codes of one list are revoked: a bit for each, the least significant of a byte first (IETF draft-ietf-oauth-status-list, section 4.1).
public struct StatusBits: Hashable, Sendable {
  /// The bytes of a list: 4 MiB.
  public static let byteCount = CodeNumber.listCapacity / 8

  private(set) var bytes: [UInt8]

  /// A list in which nothing is revoked.
  public init() { bytes = [UInt8](repeating: 0, count: Self.byteCount) }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Revokes a code.
  ///
  /// - Precondition: the number is one of this list, which does not follow from its index alone.
  public mutating func revoke(_ number: CodeNumber) { bytes[number.index >> 3] |= 1 << UInt8(number.index & 7) }

  /// Whether a code is revoked.
  ///
  /// - Complexity: O(1).
  public func isRevoked(_ number: CodeNumber) -> Bool { bytes[number.index >> 3] & 1 << UInt8(number.index & 7) != 0 }

  /// How many are revoked.
  ///
  /// - Complexity: O(bytes).
  public var revokedCount: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }
}

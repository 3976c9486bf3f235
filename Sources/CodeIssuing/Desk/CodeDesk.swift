internal import Crypto
public import HealthCode
public import Tricolor

/// Issues codes from what a store says, and says which are revoked.
public struct CodeDesk: Sendable {
  /// Reads the store. The codes say its colors.
  public let reader: Reader
  /// The persons, by the numbers that they were given.
  public let register: CodeRegister
  /// The claim `iss` of codes and lists.
  public let issuer: String
  let signer: CodeSigner

  /// A desk over a reader's store.
  ///
  /// - Throws: errors of the register's disk.
  public init(_ reader: Reader, issuer: String, signer: CodeSigner) throws {
    self.reader = reader
    self.issuer = issuer
    self.signer = signer
    try reader.refuseIfEncrypted("the register of codes")
    register = try CodeRegister(ofStore: reader.path)
  }

  /// A code with what it says.
  public struct Code: Hashable, Sendable {
    /// What the QR symbol holds.
    public let text: String
    /// What it says.
    public let claims: CodeClaims
  }

  /// SHA-256 of a policy's document: its JSON with the keys in ascending order of their bytes and no white space.
  public static func digest(of policy: Policy) -> [UInt8] { Array(SHA256.hash(data: Array(policy.json.description.utf8))) }
}

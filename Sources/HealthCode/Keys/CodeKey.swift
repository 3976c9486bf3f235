internal import Crypto

/// A public key that signs codes or lists.
public struct CodeKey: Sendable {
  /// The algorithm, the only one that the key is used with.
  public let algorithm: CodeAlgorithm
  /// The key: 32 bytes of Ed25519, or x and y of P-256, 32 big-endian bytes each.
  public let bytes: [UInt8]
  /// What codes name it by: the thumbprint, or what an issuer uses in its stead.
  public let id: KeyID
  private let verifier: Verifier

  /// The key as the cryptographic library holds it, made once.
  private enum Verifier: Sendable {
    case ed25519(Curve25519.Signing.PublicKey)
    case es256(P256.Signing.PublicKey)
  }

  /// A key from its bytes.
  ///
  /// - Parameters:
  ///   - algorithm: the only one that the key is used with.
  ///   - bytes: 32 of Ed25519, or x and y of P-256.
  ///   - id: what codes name it by, where the issuer does not use the thumbprint (the EU's name a key by the hash of its certificate); at most 64 bytes.
  /// - Throws: ``CodeError/keyMaterial(problem:)`` for another number of bytes than the algorithm's, or a point that is not on the curve P-256.
  public init(_ algorithm: CodeAlgorithm, bytes: [UInt8], id: KeyID? = nil) throws(CodeError) {
    guard bytes.count == algorithm.publicKeyByteCount else {
      throw .keyMaterial(problem: "\(bytes.count) bytes, expected \(algorithm.publicKeyByteCount)")
    }
    do {
      switch algorithm {
      case .ed25519: verifier = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: bytes))
      case .es256: verifier = .es256(try P256.Signing.PublicKey(rawRepresentation: bytes))
      }
    } catch {
      throw .keyMaterial(problem: "these bytes are no public key")
    }
    self.algorithm = algorithm
    self.bytes = bytes
    self.id = id ?? KeyID(of: algorithm, publicKey: bytes)
  }

  /// Whether codes name it by its thumbprint.
  var hasThumbprint: Bool { id == KeyID(of: algorithm, publicKey: bytes) }

  /// Whether 64 bytes are a signature of a message under this key.
  ///
  /// Of each ES256 signature (r, s) there is a twin (r, n - s) that fits too: half of what is made elsewhere has the high one.
  func isValid(_ signature: ArraySlice<UInt8>, for message: [UInt8]) -> Bool {
    switch verifier {
    case .ed25519(let key): return key.isValidSignature(signature, for: message)
    case .es256(let key):
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: message)
    }
  }
}

extension CodeKey: Hashable {
  public static func == (left: CodeKey, right: CodeKey) -> Bool { left.algorithm == right.algorithm && left.bytes == right.bytes }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(algorithm)
    hasher.combine(bytes)
  }
}

/// The form of a COSE_Key (RFC 9052, section 7): just what makes the key, in the deterministic encoding, as its thumbprint takes it.
extension CodeKey {
  /// The bytes of the COSE_Key.
  public var coseKey: [UInt8] { Self.coseKey(algorithm, bytes) }

  static func coseKey(_ algorithm: CodeAlgorithm, _ publicKey: [UInt8]) -> [UInt8] {
    var writer = CBORWriter(capacity: 80)
    writer.map(algorithm == .ed25519 ? 3 : 4)
    writer.integer(KeyLabel.type)
    writer.integer(algorithm == .ed25519 ? KeyLabel.octetKeyPair : KeyLabel.twoCoordinates)
    writer.integer(KeyLabel.curve)
    writer.integer(algorithm == .ed25519 ? KeyLabel.curveEd25519 : KeyLabel.curveP256)
    writer.integer(KeyLabel.x)
    writer.byteString(publicKey.prefix(32))
    if algorithm == .es256 {
      writer.integer(KeyLabel.y)
      writer.byteString(publicKey.dropFirst(32))
    }
    return writer.bytes
  }

  /// Reads a COSE_Key of the same form.
  init(_ reader: inout CBORReader) throws(CodeError) {
    let start = reader.offset
    var (type, curve): (Int64?, Int64?) = (nil, nil)
    var (x, y): ([UInt8]?, [UInt8]?) = (nil, nil)
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .number(KeyLabel.type): type = try reader.integer()
      case .number(KeyLabel.curve): curve = try reader.integer()
      case .number(KeyLabel.x): x = Array(reader.bytes[try reader.byteString(32...32)])
      case .number(KeyLabel.y): y = Array(reader.bytes[try reader.byteString(32...32)])
      default: throw .cbor(offset: start, problem: "a COSE_Key with more than its type, curve and coordinates")
      }
    }
    switch (type, curve, x, y) {
    case (KeyLabel.octetKeyPair, KeyLabel.curveEd25519, let x?, nil): try self.init(.ed25519, bytes: x)
    case (KeyLabel.twoCoordinates, KeyLabel.curveP256, let x?, let y?): try self.init(.es256, bytes: x + y)
    default: throw .cbor(offset: start, problem: "a COSE_Key that is neither of Ed25519 nor of P-256")
    }
  }
}

/// The numbers of a COSE_Key (RFC 9053, section 7).
private enum KeyLabel {
  static let type: Int64 = 1
  static let curve: Int64 = -1
  static let x: Int64 = -2
  static let y: Int64 = -3
  static let octetKeyPair: Int64 = 1
  static let twoCoordinates: Int64 = 2
  static let curveP256: Int64 = 1
  static let curveEd25519: Int64 = 6
}

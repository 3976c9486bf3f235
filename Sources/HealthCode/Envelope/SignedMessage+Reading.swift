extension SignedMessage {
  /// Reads a COSE_Sign1.
  ///
  /// - Throws: ``CodeError/cbor(offset:problem:)``, ``CodeError/header(problem:)``.
  /// - Complexity: O(bytes); nothing is allocated but the key's identifier and the type.
  init(_ bytes: [UInt8], _ container: Container) throws(CodeError) {
    var reader = CBORReader(bytes, container.form)
    try self.init(&reader, container)
    try reader.finish()
  }

  /// Reads a COSE_Sign1 that others may follow.
  init(_ reader: inout CBORReader, _ container: Container) throws(CodeError) {
    try Self.readTags(&reader, container)
    let start = reader.offset
    guard try reader.array() == 4 else { throw .cbor(offset: start, problem: "expected an array of 4: COSE_Sign1") }
    let protected = try reader.byteString()
    var inner = Headers(container)
    if !protected.isEmpty {
      var nested = CBORReader(reader.bytes, container.form, in: protected)
      try inner.read(&nested, isProtected: true)
      try nested.finish()
    }
    var outer = Headers(container)
    try outer.read(&reader, isProtected: false)
    let headers = try inner.joined(with: outer)
    guard let algorithm = headers.algorithm else { throw .header(problem: "no alg") }
    self.algorithm = algorithm
    keyID = headers.keyID
    type = headers.type
    self.bytes = reader.bytes
    self.protected = protected
    payload = try reader.byteString()
    signature = try reader.byteString()
    self.container = container
  }

  private static func readTags(_ reader: inout CBORReader, _ container: Container) throws(CodeError) {
    let start = reader.offset
    if container == .strict {
      guard try reader.tag() == tag else { throw .cbor(offset: start, problem: "expected tag \(tag): COSE_Sign1") }
      return
    }
    var expected = [cwtTag, tag]
    while try reader.peekMajorType() == 6 {
      let start = reader.offset
      let found = try reader.tag()
      // 61 at most once, and only before 18.
      guard let index = expected.firstIndex(of: found) else { throw .cbor(offset: start, problem: "tag \(found), expected \(tag)") }
      expected.removeFirst(index + 1)
    }
  }
}

/// What one of the two headers says.
private struct Headers {
  let container: Container
  var algorithm: Int64?
  var keyID: KeyID?
  var type: String?

  init(_ container: Container) { self.container = container }

  mutating func read(_ reader: inout CBORReader, isProtected: Bool) throws(CodeError) {
    let container = container
    var (algorithm, keyID, type): (Int64?, KeyID?, String?) = (nil, nil, nil)
    try reader.map { (reader, label) throws(CodeError) in
      switch label {
      case .number(SignedMessage.Label.algorithm): algorithm = try reader.integer()
      case .number(SignedMessage.Label.keyID): keyID = KeyID(reader.bytes[try reader.byteString(0...64)])
      case .number(SignedMessage.Label.type) where try reader.peekMajorType() == 3: type = try reader.text(0...128)
      case .number(SignedMessage.Label.critical): try Self.checkCritical(&reader, isProtected: isProtected)
      default:
        guard container == .lenient else { throw .header(problem: "label \(label), expected 1, 4 or 16") }
        try reader.skip()
      }
    }
    (self.algorithm, self.keyID, self.type) = (algorithm, keyID, type)
  }

  /// `crit` (RFC 9052, 3.1) lists labels that must be understood: of those here, all are.
  private static func checkCritical(_ reader: inout CBORReader, isProtected: Bool) throws(CodeError) {
    guard isProtected else { throw .header(problem: "crit stands unprotected") }
    let understood = [SignedMessage.Label.algorithm, SignedMessage.Label.keyID, SignedMessage.Label.type]
    for _ in 0..<(try reader.array(1...16)) {
      guard try reader.peekMajorType() <= 1 else { throw .header(problem: "a critical label that is not understood") }
      let label = try reader.integer()
      guard understood.contains(label) else { throw .header(problem: "critical label \(label) is not understood") }
    }
  }

  /// Both headers as one.
  ///
  /// - Throws: where they say different things. The same thing twice is *not* an error.
  func joined(with other: Headers) throws(CodeError) -> Headers {
    func one<Value: Equatable>(_ name: String, _ left: Value?, _ right: Value?) throws(CodeError) -> Value? {
      if let left, let right, left != right { throw .header(problem: "\(name) is \(left) protected and \(right) unprotected") }
      return left ?? right
    }
    var joined = self
    joined.algorithm = try one("alg", algorithm, other.algorithm)
    joined.keyID = try one("kid", keyID, other.keyID)
    joined.type = try one("typ", type, other.type)
    return joined
  }
}

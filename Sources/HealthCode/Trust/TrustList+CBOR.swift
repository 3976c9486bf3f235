extension TrustList {
  /// The signed list: a CWT in a COSE_Sign1.
  ///
  /// - Throws: ``CodeError/keyMaterial(problem:)`` where the signer's key is not the list's; ``CodeError/signature(problem:)``.
  public func signed(by signer: CodeSigner) throws(CodeError) -> [UInt8] {
    guard signer.key == listKey else { throw .keyMaterial(problem: "the signer \(signer.key.id) is not the list's key, \(listKey.id)") }
    return try SignedMessage.signed(payload, type: Self.type, by: signer)
  }

  private var payload: [UInt8] {
    var writer = CBORWriter()
    writer.claims(4, issuer: issuer, expiresAt: expiresAt, issuedAt: issuedAt)
    writer.integer(Claim.own)
    writer.array(5)
    writer.unsigned(version)
    writer.byteString(listKey.coseKey)
    writer.byteString(nextListKey.coseKey)
    writer.array(keys.count)
    for key in keys { key.write(to: &writer) }
    writer.array(regions.count)
    for region in regions { region.write(to: &writer) }
    return writer.bytes
  }

  /// Reads a list that one of some keys signed.
  ///
  /// - Throws: ``CodeError``, ``CodeError/signature(problem:)`` where none of the keys did.
  public init(_ bytes: [UInt8], signedBy keys: [CodeKey]) throws(CodeError) {
    let message = try Self.message(bytes)
    try self.init(message)
    guard keys.contains(listKey) else { throw .signature(problem: "the list is signed by \(listKey.id), which is not expected") }
    try message.verify(listKey)
  }

  /// Reads a list that is kept where no other account can change it, such as a gate's own file: signed by the key that it names itself.
  ///
  /// - Throws: ``CodeError``.
  public init(selfSigned bytes: [UInt8]) throws(CodeError) {
    let message = try Self.message(bytes)
    try self.init(message)
    try message.verify(listKey)
  }

  private static func message(_ bytes: [UInt8]) throws(CodeError) -> SignedMessage {
    guard bytes.count <= maximumByteCount else { throw .tooLong(byteCount: bytes.count, limit: maximumByteCount) }
    return try SignedMessage(bytes, .strict)
  }

  private init(_ message: SignedMessage) throws(CodeError) {
    guard message.type == Self.type else { throw .header(problem: "typ is not \(Self.type)") }
    var reader = CBORReader(message.bytes, .deterministic, in: message.payload)
    var (issuer, issuedAt, expiresAt): (String?, Instant?, Instant?)
    var own: (version: UInt64, listKey: CodeKey, nextListKey: CodeKey, keys: [TrustedKey], regions: [TrustedRegion])?
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .number(Claim.issuer): issuer = try reader.text(CodeClaims.issuerBytes)
      case .number(Claim.expires): expiresAt = try reader.instant()
      case .number(Claim.issued): issuedAt = try reader.instant()
      case .number(Claim.own):
        _ = try reader.array(5...5)
        own = (
          try reader.unsigned(), try CodeKey(embeddedIn: &reader), try CodeKey(embeddedIn: &reader),
          try reader.list { (reader) throws(CodeError) in try TrustedKey(&reader) },
          try reader.list { (reader) throws(CodeError) in try TrustedRegion(&reader) }
        )
      default: throw .claim(problem: "a claim \(key), which lists of keys do not have")
      }
    }
    try reader.finish()
    guard let issuer, let issuedAt, let expiresAt, let own else { throw .claim(problem: "expected iss, exp, iat and \(Claim.own)") }
    try self.init(
      issuer: issuer, issuedAt: issuedAt, expiresAt: expiresAt, version: own.version, listKey: own.listKey, nextListKey: own.nextListKey,
      keys: own.keys, regions: own.regions)
  }
}

extension TrustedKey {
  func write(to writer: inout CBORWriter) {
    writer.array(8)
    writer.byteString(key.coseKey)
    writer.unsigned(purposes.reduce(0) { $0 | UInt64($1.rawValue) })
    writer.unsigned(UInt64(validity.lowerBound.secondsSinceEpoch))
    writer.unsigned(UInt64(validity.upperBound.secondsSinceEpoch))
    writer.unsigned(UInt64(max(0, maximumLifetimeSeconds)))
    if let compromisedFrom { writer.unsigned(UInt64(compromisedFrom.secondsSinceEpoch)) } else { writer.null() }
    writer.unsigned(container == .strict ? 0 : 1)
    if key.hasThumbprint { writer.null() } else { writer.byteString(key.id.bytes) }
  }

  init(_ reader: inout CBORReader) throws(CodeError) {
    _ = try reader.array(8...8)
    var key = try CodeKey(embeddedIn: &reader)
    let bits = try reader.unsigned(upTo: 3)
    let (start, end) = (try reader.instant(), try reader.instant())
    guard start < end else { throw .claim(problem: "a key whose validity ends before it begins") }
    let lifetime = Int(try reader.unsigned(upTo: UInt64(UInt32.max)))
    let compromisedFrom: Instant? = try reader.isNull() ? nil : try reader.instant()
    let isLenient = try reader.unsigned(upTo: 1) == 1
    if try !reader.isNull() {
      key = try CodeKey(key.algorithm, bytes: key.bytes, id: KeyID(reader.bytes[try reader.byteString(1...64)]))
    }
    self.init(
      key, for: Set(Purpose.allCases.filter { bits & UInt64($0.rawValue) != 0 }), during: start..<end, maximumLifetimeSeconds: lifetime,
      compromisedFrom: compromisedFrom, container: isLenient ? .lenient : .strict)
  }
}

extension TrustedRegion {
  func write(to writer: inout CBORWriter) {
    writer.array(3)
    writer.text(issuer)
    writer.byteString(listKey.coseKey)
    writer.map(colors.count)
    for (theirs, ours) in colors.sorted(by: { $0.key < $1.key }) {
      writer.unsigned(UInt64(theirs.rawValue))
      writer.unsigned(UInt64(ours.rawValue))
    }
  }

  init(_ reader: inout CBORReader) throws(CodeError) {
    _ = try reader.array(3...3)
    let issuer = try reader.text(CodeClaims.issuerBytes)
    let listKey = try CodeKey(embeddedIn: &reader)
    var colors: [Color: Color] = [:]
    try reader.map { (reader, key) throws(CodeError) in
      guard case .number(let number) = key, let theirs = UInt8(exactly: number).flatMap(Color.init(rawValue:)),
        let ours = Color(rawValue: UInt8(try reader.unsigned(upTo: 2)))
      else { throw .claim(problem: "a color \(key) of a region") }
      colors[theirs] = ours
    }
    self.init(issuer: issuer, listKey: listKey, colors: colors)
  }
}

extension CodeKey {
  /// Reads a COSE_Key in a byte string.
  init(embeddedIn reader: inout CBORReader) throws(CodeError) {
    var nested = CBORReader(reader.bytes, reader.form, in: try reader.byteString())
    try self.init(&nested)
    try nested.finish()
  }
}

extension CBORReader {
  /// An instant of a list.
  mutating func instant() throws(CodeError) -> Instant {
    let start = offset
    guard let instant = Instant(secondsSinceEpoch: Int(try unsigned())) else { throw .cbor(offset: start, problem: "a time past 2099") }
    return instant
  }

  /// The members of an array.
  mutating func list<Member>(_ member: (inout CBORReader) throws(CodeError) -> Member) throws(CodeError) -> [Member] {
    var members: [Member] = []
    for _ in 0..<(try array(0...TrustList.maximumEntryCount)) { members.append(try member(&self)) }
    return members
  }
}

import HealthCode
import Testing

/// Lists of keys: signed, replaced in order, and trusting other regions.
@Suite struct TrustTests {
  private let root = try! Sample.signer(10)
  private let next = try! Sample.signer(11, .es256)
  private let codes = try! Sample.signer(1)

  @Test func listsReadBack() throws {
    let keys = [
      Sample.trusted(codes),
      TrustedKey(
        next.key, for: [.statusLists], during: Sample.noon..<Sample.later(9), maximumLifetimeSeconds: 60, compromisedFrom: Sample.later(3),
        container: .lenient),
    ]
    let region = TrustedRegion(issuer: "KR", listKey: next.key, colors: [.green: .green, .yellow: .red])
    let list = try Sample.list(listKey: root, next: next, keys: keys, regions: [region])
    let bytes = try list.signed(by: root)
    #expect(try TrustList(bytes, signedBy: [root.key]) == list)
    #expect(try TrustList(selfSigned: bytes) == list)
    #expect(throws: CodeError.self) { try TrustList(bytes, signedBy: [next.key]) }
    #expect(throws: CodeError.self) { try list.signed(by: codes) }
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      #expect(throws: CodeError.self, "byte \(index)") { try TrustList(damaged, signedBy: [root.key]) }
    }
  }

  @Test func theNextListsKey() throws {
    let first = try Sample.list(listKey: root, next: next, keys: [Sample.trusted(codes)])
    let second = try Sample.list(version: 2, listKey: next, keys: [Sample.trusted(codes)]).signed(by: next)
    #expect(try first.successor(second).version == 2)
    // An older or an equal version, another issuer's list, a stranger's.
    #expect(throws: CodeError.self) { try first.successor(try Sample.list(listKey: next, keys: []).signed(by: next)) }
    #expect(throws: CodeError.self) {
      try first.successor(try Sample.list(issuer: "KR", version: 2, listKey: next, keys: []).signed(by: next))
    }
    #expect(throws: CodeError.self) { try first.successor(try Sample.list(version: 2, listKey: codes, keys: []).signed(by: codes)) }
  }

  @Test func anExpiredListIsNotReliedOn() throws {
    let list = try Sample.list(listKey: root, keys: [Sample.trusted(codes)], until: Sample.later(100))
    let text = try Sample.claims().signed(by: codes)
    let verifier = CodeVerifier(trust: Trust(list))
    #expect(verifier.verify(text, at: Sample.later(99)).outcome == .green)
    #expect(verifier.verify(text, at: Sample.later(100)).reason == .trustExpired(Sample.later(100)))
  }

  @Test func aRegionsColorsAreMapped() throws {
    let theirs = try Sample.signer(20)
    let theirRoot = try Sample.signer(21)
    let theirList = try Sample.list(issuer: "KR", listKey: theirRoot, keys: [Sample.trusted(theirs)]).signed(by: theirRoot)
    func answer(_ color: Color, _ colors: [Color: Color], listKey: CodeKey? = nil) throws -> GateAnswer {
      let region = TrustedRegion(issuer: "KR", listKey: listKey ?? theirRoot.key, colors: colors)
      let own = try Sample.list(listKey: root, keys: [Sample.trusted(codes)], regions: [region])
      var trust = Trust(own)
      try trust.add(regionList: theirList, namedIn: own)
      return CodeVerifier(trust: trust).verify(try Sample.claims(issuer: "KR", color: color).signed(by: theirs), at: Sample.noon)
    }
    let stricter: [Color: Color] = [.green: .green, .yellow: .red]
    #expect(try answer(.green, stricter).outcome == .green)
    let mapped = try answer(.yellow, stricter)
    #expect(mapped.outcome == .red)
    #expect(mapped.measure == .travelProhibited)
    #expect(mapped.claims?.color == .yellow)
    #expect(try answer(.red, stricter).reason == .colorNotRecognized(.red))
    #expect(throws: CodeError.self) { try answer(.green, stricter, listKey: root.key) }
    // A region that our list does not name.
    let own = try Sample.list(listKey: root, keys: [])
    var trust = Trust(own)
    #expect(throws: CodeError.self) { try trust.add(regionList: theirList, namedIn: own) }
  }

  @Test func keysThatShareAnIdentifierAreAllTried() throws {
    var trust = Sample.trust(codes)
    // The same key in two lists, one of which is over: the other counts.
    trust.add(Trust(try Sample.list(listKey: root, keys: [Sample.trusted(codes)], until: Sample.later(-1))))
    var reversed = Trust(try Sample.list(listKey: root, keys: [Sample.trusted(codes)], until: Sample.later(-1)))
    reversed.add(Sample.trust(codes))
    let text = try Sample.claims().signed(by: codes)
    for trust in [trust, reversed] { #expect(CodeVerifier(trust: trust).verify(text, at: Sample.noon).outcome == .green) }
  }

  /// Two keys that codes name by the same bytes, as others' derivations of 8 bytes can come to: each code is verified under its own, a third key's is not.
  @Test func keysOfOneNameAreAllTried() throws {
    let name = KeyID([0xDE, 0xAD])
    let (one, other, stranger) = (try Sample.signer(31), try Sample.signer(32, .es256), try Sample.signer(33))
    let keys = try [one, other].map {
      TrustedKey(
        try CodeKey($0.key.algorithm, bytes: $0.key.bytes, id: name), during: Sample.later(-60)..<Sample.later(60), container: .lenient)
    }
    let list = try TrustList(try Sample.list(listKey: root, keys: keys).signed(by: root), signedBy: [root.key])
    #expect(list.keys.map(\.key.id) == [name, name])
    for keys in [list.keys, list.keys.reversed()] {
      let verifier = CodeVerifier(trust: Trust(issuer: "CN-50", keys: keys))
      for (signer, outcome) in [(one, GateOutcome.green), (other, .green), (stranger, .unverifiable)] {
        var message = MessageText(signer, try Sample.claims())
        message.protected = MessageText.header(alg: signer.key.algorithm.rawValue, kid: name)
        #expect(verifier.verify(try message.text, at: Sample.noon).outcome == outcome, "\(signer.key.algorithm)")
      }
    }
  }

  @Test func thumbprintsOfTheStandard() throws {
    // RFC 9679, section 6: the thumbprint of its EC2 example key begins with 496bd8afadf307e5.
    let x: [UInt8] = [
      0x65, 0xED, 0xA5, 0xA1, 0x25, 0x77, 0xC2, 0xBA, 0xE8, 0x29, 0x43, 0x7F, 0xE3, 0x38, 0x70, 0x1A,
      0x10, 0xAA, 0xA3, 0x75, 0xE1, 0xBB, 0x5B, 0x5D, 0xE1, 0x08, 0xDE, 0x43, 0x9C, 0x08, 0x55, 0x1D,
    ]
    let y: [UInt8] = [
      0x1E, 0x52, 0xED, 0x75, 0x70, 0x11, 0x63, 0xF7, 0xF9, 0xE4, 0x0D, 0xDF, 0x9F, 0x34, 0x1B, 0x3D,
      0xC9, 0xBA, 0x86, 0x0A, 0xF7, 0xE0, 0xCA, 0x7C, 0xA7, 0xE9, 0xEE, 0xCD, 0x00, 0x84, 0xD1, 0x9C,
    ]
    #expect(try CodeKey(.es256, bytes: x + y).id.description == "496bd8afadf307e5")
    #expect(throws: CodeError.self) { try CodeKey(.es256, bytes: x + x) }
    #expect(throws: CodeError.self) { try CodeKey(.ed25519, bytes: x + y) }
  }
}

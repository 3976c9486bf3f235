import HealthCode
import Testing

/// The seven outcomes, and what is checked for each.
@Suite struct GateTests {
  private func answer(_ claims: CodeClaims, at now: Instant = Sample.noon, _ key: TrustedKey? = nil) throws -> GateAnswer {
    let signer = try Sample.signer()
    let trust = Trust(issuer: "CN-50", keys: [key ?? Sample.trusted(signer)])
    return CodeVerifier(trust: trust).verify(try claims.signed(by: signer), at: now)
  }

  @Test(arguments: [(Color.green, GateOutcome.green, nil), (.yellow, .yellow, "travel-restricted"), (.red, .red, "travel-prohibited")])
  func colors(color: Color, outcome: GateOutcome, measure: String?) throws {
    let answer = try answer(try Sample.claims(color: color))
    #expect(answer.outcome == outcome)
    #expect(answer.reason == nil)
    #expect(answer.measure?.text == measure)
    #expect(answer.validUntil == Sample.later(1_800))
    #expect(answer.claims?.policy == "cq-2021-24")
    #expect(answer.statusListOf == nil)
  }

  @Test func noneAndTimedOut() throws {
    let verifier = CodeVerifier(trust: Sample.trust(try Sample.signer()))
    for text in ["", " ", "\r\n"] { #expect(verifier.verify(text, at: Sample.noon) == .none) }
    #expect(GateAnswer.none.outcome == .none)
    #expect(GateAnswer.timedOut.outcome.rawValue == "timed-out")
  }

  @Test func textsThatAreNoCode() throws {
    let verifier = CodeVerifier(trust: Sample.trust(try Sample.signer()))
    for text in [
      "https://example.org", "HC1:6BF", "t1:", "T1", "T1:", "T2:ABC", String(repeating: "T1:", count: 5_000),
      String(repeating: " ", count: 10_000), "\u{0}", "码",
    ] {
      let answer = verifier.verify(text, at: Sample.noon)
      #expect(answer.outcome == .unverifiable)
      guard case .malformed? = answer.reason else {
        Issue.record("\(text.prefix(20)): \(answer)")
        continue
      }
    }
  }

  @Test func timesAtTheirEdges() throws {
    let claims = try Sample.claims()
    #expect(try answer(claims, at: Sample.later(1_799)).outcome == .green)
    #expect(try answer(claims, at: Sample.later(1_800)).reason == .expired(Sample.later(1_800)))
    #expect(try answer(claims, at: Sample.later(1_800)).outcome == .expired)
    #expect(try answer(claims, at: Sample.later(-60)).outcome == .green)
    #expect(try answer(claims, at: Sample.later(-61)).reason == .issuedInFuture(Sample.noon))
  }

  @Test func aCodeDoesNotOutliveItsColor() {
    #expect(throws: CodeError.self) { try Sample.claims(colorUntil: Sample.later(1_799)) }
    #expect(throws: Never.self) { try Sample.claims(colorUntil: Sample.later(1_800)) }
    #expect(throws: CodeError.self) { try Sample.claims(for: 0) }
  }

  @Test func onlyAsLongAsItsKeyAllows() throws {
    let key = Sample.trusted(try Sample.signer())
    #expect(try answer(try Sample.claims(for: 86_400), key).outcome == .green)
    #expect(try answer(try Sample.claims(for: 86_401), key).reason == .lifetime(seconds: 86_401, limitSeconds: 86_400))
  }

  @Test func keysAtTheTimeOfIssue() throws {
    let signer = try Sample.signer()
    let validity = Sample.noon..<Sample.later(100)
    let key = TrustedKey(signer.key, during: validity)
    #expect(try answer(try Sample.claims(at: Sample.noon), key).outcome == .green)
    #expect(try answer(try Sample.claims(at: Sample.later(99)), at: Sample.later(200), key).outcome == .green)
    for at in [Sample.later(-1), Sample.later(100)] {
      #expect(try answer(try Sample.claims(at: at), at: Sample.later(100), key).reason == .keyNotValid(signer.key.id, at: at))
    }
    let stolen = key.compromised(from: Sample.later(50))
    #expect(try answer(try Sample.claims(at: Sample.later(49)), at: Sample.later(60), stolen).outcome == .green)
    #expect(
      try answer(try Sample.claims(at: Sample.later(50)), at: Sample.later(60), stolen).reason
        == .keyCompromised(signer.key.id, from: Sample.later(50)))
    let lists = TrustedKey(signer.key, for: [.statusLists], during: validity)
    #expect(try answer(try Sample.claims(at: Sample.noon), lists).reason == .keyOfOtherPurpose(signer.key.id))
  }

  /// 15 of the 548 test certificates of the EU that are meant to be valid: no forgery, and no unknown key, but not to be verified here.
  @Test(arguments: [true, false]) func anAlgorithmThatIsNotVerified(hasKeyOfTheName: Bool) throws {
    let signer = try Sample.signer()
    for (container, issuer, reason) in [
      (Container.lenient, "CN-50", GateReason.algorithmNotVerified(-37)), (.strict, "CN-50", .algorithmNotVerified(-37)),
      (.lenient, "KR", .untrustedIssuer("KR")),
    ] {
      var message = MessageText(signer, try Sample.claims(issuer: issuer))
      message.protected = MessageText.header(alg: -37, kid: signer.key.id)
      // PS256 of 2048 bits.
      message.signature = { $0 + $0 + $0 + $0 }
      let verifier = CodeVerifier(
        trust: hasKeyOfTheName ? Sample.trust(signer, container) : Trust(issuer: "CN-50", keys: []), container: container)
      let answer = verifier.verify(try message.text, at: Sample.noon)
      #expect(answer.outcome == .unverifiable && answer.claims == nil)
      #expect(answer.reason == reason)
    }
    #expect("\(GateReason.algorithmNotVerified(-37))".contains("PS256"))
  }

  @Test func strangersAndForgers() throws {
    let (signer, forger) = (try Sample.signer(1), try Sample.signer(2))
    let verifier = CodeVerifier(trust: Sample.trust(signer))
    let foreign = try Sample.claims(issuer: "KR").signed(by: forger)
    #expect(verifier.verify(foreign, at: Sample.noon).reason == .untrustedIssuer("KR"))
    #expect(verifier.verify(foreign, at: Sample.noon).claims == nil)
    let forged = try Sample.claims().signed(by: forger)
    #expect(verifier.verify(forged, at: Sample.noon).reason == .unknownKey(forger.key.id, issuer: "CN-50"))
    // A trusted region that issues in our name.
    var both = Sample.trust(signer)
    both.add(Sample.trust(forger, issuer: "KR"))
    let inOurName = CodeVerifier(trust: both).verify(forged, at: Sample.noon)
    #expect(inOurName.reason == .otherIssuer(named: "CN-50", ofKey: "KR"))
  }

  @Test func whatHospitalsDo() {
    let now = Sample.noon
    let recent = Sample.later(-86_400)
    #expect(HospitalAdmission(for: .green, isEmergency: false, negativeSpecimenAt: nil, at: now) == .admit)
    #expect(HospitalAdmission(for: .yellow, isEmergency: true, negativeSpecimenAt: nil, at: now) == .admitAsSuspected)
    #expect(HospitalAdmission(for: .yellow, isEmergency: true, negativeSpecimenAt: recent, at: now) == .admitAsSuspected)
    #expect(HospitalAdmission(for: .yellow, isEmergency: false, negativeSpecimenAt: recent, at: now) == .admitAfterInquiry)
    #expect(HospitalAdmission(for: .yellow, isEmergency: false, negativeSpecimenAt: Sample.later(-86_401), at: now) == .testFirst)
    #expect(HospitalAdmission(for: .yellow, isEmergency: false, negativeSpecimenAt: Sample.later(1), at: now) == .testFirst)
    #expect(HospitalAdmission(for: .timedOut, isEmergency: true, negativeSpecimenAt: nil, at: now) == .admitAsSuspected)
  }

  @Test func adviceForEachOutcome() {
    #expect(Set(GateOutcome.allCases.map(GateAdvice.init)).count == 7)
    #expect(GateAdvice(.yellow).chinese.contains("第十七条"))
    #expect(GateAdvice(.red).chinese.contains("第十六条"))
    #expect(GateAdvice(.none).chinese.contains("第七条"))
  }

  @Test func checkInsNameNobody() throws {
    let answer = try answer(try Sample.claims(number: 0xAB))
    let place = try Place("CN/50/00/103/venue-77")
    let checkIn = try #require(VenueCheckIn(answer, place: place, at: Sample.noon))
    #expect(
      checkIn.json.description
        == "{\"at\":\"2022-11-16T04:00:00Z\",\"issuer\":\"CN-50\",\"number\":\"000000ab\",\"place\":\"CN/50/00/103/venue-77\"}")
    #expect(try VenueCheckIn(json: checkIn.json) == checkIn)
    #expect(VenueCheckIn(.none, place: place, at: Sample.noon) == nil)
  }
}

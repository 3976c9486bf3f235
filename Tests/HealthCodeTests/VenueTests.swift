import CodeSymbol
import HealthCode
import Testing

/// Symbols at doors: signed, and of ASCII names.
@Suite struct VenueTests {
  private let signer = try! Sample.signer()
  private let place = try! Place("CN/50/00/103/venue-77")

  private func venue(until seconds: Int = 86_400) throws -> VenueCode {
    try VenueCode(issuer: "CN-50", place: place, issuedAt: Sample.noon, expiresAt: Sample.later(seconds))
  }

  @Test func readsBackAndChecksIn() throws {
    let text = try venue().signed(by: signer)
    #expect(text.hasPrefix("V1:"))
    #expect(try QRSymbol(text, level: .quartile).version == 11)
    let read = try VenueCode(text + "\r\n", Sample.trust(signer), at: Sample.later(60))
    #expect(read == (try venue()))
    let answer = CodeVerifier(trust: Sample.trust(signer)).verify(try Sample.claims(number: 0xAB).signed(by: signer), at: Sample.noon)
    #expect(VenueCheckIn(answer, at: read, Sample.noon) == VenueCheckIn(answer, place: place, at: Sample.noon))
  }

  /// A QR symbol without ECI does not say its character set (ISO/IEC 18004): ZBar 0.23.92 reads 北京 as 蛹嶺ｺｬ, by the rules of Shift JIS, and 重庆 as it is;
  /// zxing-cpp 3.1.1 reads both.
  @Test func aNameBeyondASCIIIsRefused() {
    for name in ["CN/北京", "CN/重庆市/火锅店", "CN/50/café", "CN/50/\u{7F}"] {
      #expect(throws: CodeError.self, "\(name)") {
        try VenueCode(issuer: "CN-50", place: Place(name), issuedAt: Sample.noon, expiresAt: Sample.later(1))
      }
    }
  }

  @Test func othersAreRefused() throws {
    let trust = Sample.trust(signer)
    let text = try venue().signed(by: signer)
    let forged = try venue().signed(by: Sample.signer(2))
    let code = try Sample.claims().signed(by: signer)
    for (text, now) in [
      (forged, Sample.noon), (text, Sample.later(86_400)), (text, Sample.later(-61)), (code, Sample.noon),
      ("V1:" + code.dropFirst(3), Sample.noon), (String(text.dropLast(3)), Sample.noon), ("V1:", Sample.noon),
    ] {
      #expect(throws: CodeError.self, "\(text)") { try VenueCode(text, trust, at: now) }
    }
    #expect(throws: CodeError.self) { try VenueCode(text, Sample.trust(signer, issuer: "KR"), at: Sample.noon) }
    // Nor is it a code, whatever prefix it has.
    let verifier = CodeVerifier(trust: trust)
    #expect(verifier.verify(text, at: Sample.noon).outcome == .unverifiable)
    #expect(verifier.verify("T1:" + text.dropFirst(3), at: Sample.noon).outcome == .unverifiable)
  }
}

import RiskModel
import Testing

@testable import Pseudonyms

/// The numbers are made up: valid by their check digits, of no person.
@Suite struct DocumentTests {
  private func number(_ kind: IdentityDocument.Kind, _ number: String, country: String = "CHN") throws -> String {
    try IdentityDocument(kind, country: country, number: number).number
  }

  @Test(
    "Each spelling of a citizen's number is one",
    arguments: ["11010519491231002X", "11010519491231002x", "110105 19491231 002X", "110105-19491231-002X", "１１０１０５１９４９１２３１００２Ｘ"])
  func citizen(_ spelling: String) throws { #expect(try number(.residentIdentity, spelling) == "11010519491231002X") }

  @Test("15 digits are of someone born in 19yy")
  func shortForm() throws { #expect(try number(.residentIdentity, "110105491231002") == "11010519491231002X") }

  @Test("People of Chongqing born before 1997 hold numbers that begin with 51; 830000 and 9 are numbers like others")
  func noTableOfPlaces() throws {
    for digits in ["51022319900307123", "83000019900307123", "81000019900307123", "90000019900307123", "00000019900307123"] {
      let accepted = "0123456789X".filter { check in (try? number(.residentIdentity, digits + String(check))) != nil }
      #expect(accepted.count == 1, "\(digits)")
    }
  }

  @Test("One space of 18 digits, whatever a feed calls the card")
  func oneSpace() throws {
    let permit = try document("83000019900307123", .residencePermit)
    let card = try document("83000019900307123", .residentIdentity)
    #expect(permit.canonical == card.canonical)
    let foreigner = try document("91110019900307123", .permanentResidence)
    #expect(foreigner.canonical == (try document("91110019900307123", .residentIdentity)).canonical)
    #expect(foreigner.canonical != (try IdentityDocument(.permanentResidence, country: "CHN", number: "CAN110090030712")).canonical)
  }

  private func document(_ digits: String, _ kind: IdentityDocument.Kind) throws -> IdentityDocument {
    for check in "0123456789X" {
      if let found = try? IdentityDocument(kind, country: "CHN", number: digits + String(check)) { return found }
    }
    throw DocumentError(kind: kind.rawValue, reason: .checkDigit)
  }

  @Test("Reissues do not identify")
  func reissues() throws {
    #expect(try number(.homeReturnPermit, "H1234567801") == "H12345678")
    #expect(try number(.homeReturnPermit, "h1234567802") == "H12345678")
    #expect(try number(.homeReturnPermit, "M12345678") == "M12345678")
    #expect(try number(.taiwanPermit, "0123456701") == "01234567")
    #expect(try number(.taiwanPermit, "01234567") == "01234567")
  }

  @Test("Fillers of a machine-readable line do not identify", arguments: ["L898902C<", "L898902C<<", "l898902c＜", "L898902C"])
  func fillers(_ spelling: String) throws { #expect(try number(.passport, spelling, country: "UTO") == "L898902C") }

  @Test("Passports", arguments: [("D<<", "DEU"), ("d", "DEU"), ("DEU", "DEU"), ("kor", "KOR"), ("ＪＰＮ", "JPN")])
  func passports(_ spelling: String, _ country: String) throws {
    let document = try IdentityDocument(.passport, country: spelling, number: "c 01-X00T４7")
    #expect(document.country == country && document.number == "C01X00T47")
  }

  @Test(
    "What cannot be read is refused, not guessed",
    arguments: [
      (IdentityDocument.Kind.residentIdentity, "CHN", "110105194912310021", DocumentError.Reason.checkDigit),
      (.residentIdentity, "CHN", "1101051949123100", .length(found: 16, expected: "18 or 15")),
      (.residentIdentity, "CHN", "11010519491231O02X", .character(position: 15, expected: "a digit")),
      (.residencePermit, "CHN", "11010519491231002X", .prefix(expected: "810000, 820000, 830000")),
      (.permanentResidence, "CHN", "11010519491231002X", .prefix(expected: "9")),
      (.permanentResidence, "CHN", "CA1110090030712", .character(position: 3, expected: "a letter")),
      (.homeReturnPermit, "CHN", "K12345678", .prefix(expected: "H, M")),
      (.homeReturnPermit, "CHN", "H123456780", .length(found: 10, expected: "9 or 11")),
      (.taiwanPermit, "CHN", "T1234567", .character(position: 1, expected: "a digit")),
      (.passport, "DE", "C01X00T47", .country),
      (.passport, "DE*U", "C01X00T47", .country),
      (.passport, "CHN中", "C01X00T47", .country),
      (.passport, "<DEU", "C01X00T47", .country),
      (.passport, "1D", "C01X00T47", .country),
      (.passport, "DEU", "C01<00T47", .character(position: 5, expected: "nothing behind a filler")),
      (.passport, "DEU", "ＣＯ1X00T47", .character(position: 2, expected: "no letter O: passports that have one have a zero there")),
      (.residentIdentity, "CHN", "11010519491231002X<", .character(position: 19, expected: "a letter or a digit")),
      (.residentIdentity, "CHN", "1101051949123100２Y", .character(position: 18, expected: "a digit or X")),
      (.residentIdentity, "CHN", "11010519491231002\u{200B}X", .character(position: 18, expected: "a letter or a digit")),
      (.residentIdentity, "CHN", "11010549123100X", .character(position: 15, expected: "a digit")),
      (.residencePermit, "CHN", "810000199003071", .length(found: 15, expected: "18")),
      (.homeReturnPermit, "CHN", "HＯ2345678", .character(position: 2, expected: "a digit")),
      (.taiwanPermit, "CHN", "012345670", .length(found: 9, expected: "8 or 10")),
      (.passport, "DEU", "CO1X00T47", .character(position: 2, expected: "no letter O: passports that have one have a zero there")),
      (.passport, "DEU", "C01", .length(found: 3, expected: "5 to 12")),
      (.passport, "DEU", "C01X/0T47", .character(position: 5, expected: "a letter or a digit")),
      (.residentIdentity, "KOR", "11010519491231002X", .kind(expected: "a passport, or CHN")),
    ])
  func refused(_ kind: IdentityDocument.Kind, _ country: String, _ number: String, _ reason: DocumentError.Reason) {
    #expect(throws: DocumentError(kind: kind.rawValue, reason: reason)) {
      try IdentityDocument(kind, country: country, number: number)
    }
  }

  @Test("An error never quotes the number")
  func silence() throws {
    let error = #expect(throws: DocumentError.self) {
      try IdentityDocument(.residentIdentity, country: "CHN", number: "110105194912310021")
    }
    #expect(error?.description.contains("110105") == false)
    // Fields that were mixed up, and a number that is a number.
    let number = try Text("110105194912310021", bytes: 1...64)
    for (kind, number) in [
      (JSONValue.string(number), JSONValue.string(number)),
      (.string(try Text("passport", bytes: 1...64)), .integer(110_105_194_912_310_021)),
    ] {
      let fault = #expect(throws: Fault.self) { try IdentityDocument(json: .object(["kind": kind, "number": number]), at: "document") }
      #expect(fault?.description.contains("110105") == false)
    }
  }
}

/// An identity document, its number in the one spelling that counts: what every spelling that feeds use of it is turned into.
///
/// Only the form and the check digit are looked at, never a list of counties, years or countries: real numbers are older than every such list.
/// What cannot be read is refused, never guessed.
public struct IdentityDocument: Hashable, Sendable {
  /// The kinds of documents.
  public enum Kind: String, CaseIterable, Sendable {
    /// A resident identity card of China: 18 characters (GB 11643-1999), or 15 digits of before 1999, which are turned into 18.
    case residentIdentity = "resident-identity"
    /// A permanent residence card for foreigners: 18 digits that begin with 9 (edition of 2023), or 3 letters and 12 digits (before).
    case permanentResidence = "permanent-residence"
    /// A residence permit for people of Hong Kong (810000), Macao (820000) or Taiwan (830000): 18 characters.
    case residencePermit = "residence-permit"
    /// A travel permit to the mainland of people of Hong Kong (H) or Macao (M): a letter, 8 digits, and 2 that count reissues, which do not identify.
    case homeReturnPermit = "home-return-permit"
    /// A travel permit to the mainland of people of Taiwan: 8 digits, and 2 that count reissues, which do not identify.
    case taiwanPermit = "taiwan-permit"
    /// A passport: 5 to 12 letters and digits, of any country.
    case passport
  }

  /// Documents with numbers of one space, so that a feed that takes one kind for another says the same person.
  private enum Space: String {
    /// The citizens' numbers of 18 characters.
    case citizen
    /// The cards of 15 characters.
    case foreigner
    case homeReturn = "home-return"
    case taiwan
    case passport
  }

  /// What kind of document it was said to be.
  public let kind: Kind
  /// The issuer: the code of ICAO Doc 9303 in three letters.
  public let country: String
  /// The number that identifies, in capital letters and digits.
  let number: String
  private let space: Space

  /// The country of every kind but passports.
  private static let china = "CHN"

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - country: the issuing country as in a passport's machine-readable lines: three letters, or `D` for Germany, with or without fillers (`D<<`).
  ///   - number: as printed: spaces, hyphens, full-width characters and small letters are the same as without, and so are the fillers behind a passport's
  ///     number in its machine-readable lines (`C01X00T4<`).
  /// - Throws: ``DocumentError``.
  public init(_ kind: Kind, country: String, number: String) throws(DocumentError) {
    self.kind = kind
    self.country = try Self.country(country, of: kind)
    if kind != .passport, self.country != Self.china {
      throw DocumentError(kind: kind.rawValue, reason: .kind(expected: "a passport, or \(Self.china)"))
    }
    var digits = try DocumentNumber(number, of: kind)
    switch kind {
    case .residentIdentity:
      try digits.readCitizenNumber(takesShortForm: true)
      space = .citizen
    case .residencePermit:
      try digits.readCitizenNumber(takesShortForm: false)
      try digits.expectPrefix(["810000", "820000", "830000"])
      space = .citizen
    case .permanentResidence:
      if digits.count == 15 {
        try digits.expect("LLLDDDDDDDDDDDD")
        space = .foreigner
      } else {
        try digits.readCitizenNumber(takesShortForm: false)
        try digits.expectPrefix(["9"])
        space = .citizen
      }
    case .homeReturnPermit:
      try digits.expectPrefix(["H", "M"])
      try digits.expect("LDDDDDDDD", orWithReissues: "DD")
      space = .homeReturn
    case .taiwanPermit:
      try digits.expect("DDDDDDDD", orWithReissues: "DD")
      space = .taiwan
    case .passport:
      try digits.expectPassport()
      space = .passport
    }
    self.number = digits.text
  }

  /// The bytes that stand for the document: the space of its number, the country, and the number, each on a line.
  var canonical: [UInt8] { Array("\(space.rawValue)\n\(country)\n\(number)".utf8) }

  private static func country(_ text: String, of kind: Kind) throws(DocumentError) -> String {
    let characters = text.unicodeScalars.filter { !DocumentNumber.isSeparator($0) }
    var letters = characters.compactMap(DocumentNumber.plain)[...]
    // What is left out of a code might have been a letter of another.
    let isRead = letters.count == characters.count
    while letters.last == "<" { letters.removeLast() }
    let code = String(String.UnicodeScalarView(letters))
    if isRead, code == "D" { return "DEU" }
    guard isRead, letters.count == 3, letters.allSatisfy({ ("A"..."Z").contains($0) }) else {
      throw DocumentError(kind: kind.rawValue, reason: .country)
    }
    return code
  }
}

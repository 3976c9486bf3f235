public import RiskModel

/// What an operator asks for (第二十一条: no other use).
public enum Purpose: Hashable, Sendable {
  /// To show a person what is known of that person.
  case display
  /// To let a person pass a checkpoint, which is at a place.
  case verification(at: Place)
  /// To admit a patient to a hospital, which is at a place.
  case medicalAdmission(at: Place)
  /// To act on the report of a person to a community (第十七条).
  case communityReport
  /// To decide an appeal of the person (第二十七条), by the name of its case.
  case appeal(case: Text)
  /// To investigate under a mandate, which ends.
  case investigation(mandate: Text, until: Instant)
  /// To watch over the operators.
  case oversight
  /// To help at once, whatever the operator's purposes and jurisdiction are: for a reason, for so many seconds. Oversight sees it before the first answer.
  case breakTheGlass(reason: Text, seconds: Int)

  /// The bytes of a case's name, a mandate, a reason or a legal basis.
  public static let statementBytes = 1...256
  /// The longest that a broken glass lasts: a day.
  public static let longestGlassSeconds = 86_400

  /// A purpose without what belongs to one use of it: what an operator is registered for.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    case display = 1
    case verification = 2
    case medicalAdmission = 3
    case communityReport = 4
    case appeal = 5
    case investigation = 6
    case oversight = 7
    case breakTheGlass = 8
  }

  /// Which purpose it is.
  public var kind: Kind {
    switch self {
    case .display: .display
    case .verification: .verification
    case .medicalAdmission: .medicalAdmission
    case .communityReport: .communityReport
    case .appeal: .appeal
    case .investigation: .investigation
    case .oversight: .oversight
    case .breakTheGlass: .breakTheGlass
    }
  }

  /// What the operator states of this use: the place, the case, the mandate or the reason; nil where nothing is stated.
  package var statement: Text? {
    switch self {
    case .display, .communityReport, .oversight: nil
    case .verification(let place), .medicalAdmission(let place): place.path
    case .appeal(let name): name
    case .investigation(let mandate, _): mandate
    case .breakTheGlass(let reason, _): reason
    }
  }

  /// Where the person stands before the operator; nil where the person need not be there.
  package var presence: Place? {
    switch self {
    case .verification(let place), .medicalAdmission(let place): place
    default: nil
    }
  }
}

extension Purpose.Kind {
  /// The word that ledgers and commands read and print.
  public var word: String {
    switch self {
    case .display: "display"
    case .verification: "verification"
    case .medicalAdmission: "medical-admission"
    case .communityReport: "community-report"
    case .appeal: "appeal"
    case .investigation: "investigation"
    case .oversight: "oversight"
    case .breakTheGlass: "break-the-glass"
    }
  }

  /// Reads a word.
  ///
  /// - Throws: `FormatError`.
  public init(_ text: String) throws(FormatError) {
    guard let kind = Self.allCases.first(where: { $0.word == text }) else {
      throw FormatError(found: text, expected: "a purpose: one of " + Self.allCases.map(\.word).joined(separator: ", "))
    }
    self = kind
  }

  /// The questions that the purpose needs: the least (第二十条).
  public var questions: Set<Question> {
    switch self {
    case .display: [.color, .measure, .status, .timeline, .appeals, .reads]
    case .verification: [.color, .measure]
    case .medicalAdmission, .communityReport: [.color, .measure, .status]
    case .appeal: [.color, .measure, .status, .timeline, .events, .inquiry, .appeals, .reads]
    case .investigation: [.color, .measure, .status, .timeline, .events, .inquiry, .appeals, .contacts, .reads, .everyone]
    case .oversight: [.appeals, .reads, .everyone]
    case .breakTheGlass: [.color, .measure, .status, .timeline, .events]
    }
  }
}

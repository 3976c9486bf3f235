import Tricolor

/// What a record says, type and terms in one code. The codes are the `deed` column of the tables that the peers read.
public enum Deed: UInt8, Sendable, CaseIterable {
  case negativeTest = 1
  case positiveTest = 2
  case inconclusiveTest = 3
  case stay = 10
  case closeContact = 20
  case secondaryContact = 21
  case exposure = 22
  case centralizedStart = 30
  case centralizedEnd = 31
  case homeStart = 32
  case homeEnd = 33
  case symptomWithHistory = 40
  case symptomWithoutHistory = 41
  case suspected = 50
  case confirmed = 51
  case asymptomatic = 52
  case excluded = 53
  case recovered = 54
  case entry = 60
  case isolationRequired = 70
  case notifiedCohort = 71
  case atRisk = 72
  case cleared = 73
  case issued = 80
  case withdrawn = 81
  case lodged = 90
  case upheld = 91
  case rejected = 92
  case noRisk = 100
  case lowRisk = 101
  case mediumRisk = 102
  case highRisk = 103
  case policy = 110
  case retraction = 120

  /// The agency that says so.
  var source: String {
    switch self {
    case .negativeTest, .positiveTest, .inconclusiveTest: "laboratory"
    case .stay: "venue-register"
    case .closeContact, .secondaryContact, .exposure: "cdc"
    case .centralizedStart, .centralizedEnd, .homeStart, .homeEnd: "quarantine"
    case .symptomWithHistory, .symptomWithoutHistory, .suspected, .confirmed, .asymptomatic, .excluded, .recovered: "hospital"
    case .entry: "customs"
    case .isolationRequired, .notifiedCohort, .atRisk, .cleared: "command"
    case .issued, .withdrawn, .lodged, .upheld, .rejected: "code-office"
    case .noRisk, .lowRisk, .mediumRisk, .highRisk, .policy: "commission"
    case .retraction: "audit"
    }
  }
}

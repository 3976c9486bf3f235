/// How a specimen was tested.
public enum TestMethod: UInt8, EventTerm {
  public static var key: String { "method" }
  public static var bits: Range<UInt8> { 2..<4 }

  /// `nucleic-acid`.
  case nucleicAcid = 0
  /// `antigen`.
  case antigen = 1

  public var text: String {
    switch self {
    case .nucleicAcid: "nucleic-acid"
    case .antigen: "antigen"
    }
  }
}

/// What a test found.
public enum TestResult: UInt8, EventTerm {
  public static var key: String { "result" }
  public static var bits: Range<UInt8> { 0..<2 }

  /// `positive`.
  case positive = 0
  /// `negative`.
  case negative = 1
  /// `inconclusive`.
  case inconclusive = 2

  public var text: String {
    switch self {
    case .positive: "positive"
    case .negative: "negative"
    case .inconclusive: "inconclusive"
    }
  }
}

/// A physician's finding on a case.
public enum DiagnosisStatus: UInt8, EventTerm {
  public static var key: String { "status" }
  public static var bits: Range<UInt8> { 0..<4 }

  /// `confirmed`.
  case confirmed = 0
  /// `asymptomatic`.
  case asymptomatic = 1
  /// `suspected`.
  case suspected = 2
  /// `excluded`.
  case excluded = 3
  /// `recovered`.
  case recovered = 4

  public var text: String {
    switch self {
    case .confirmed: "confirmed"
    case .asymptomatic: "asymptomatic"
    case .suspected: "suspected"
    case .excluded: "excluded"
    case .recovered: "recovered"
    }
  }
}

/// How near a contact was (第十一条, 第十二条).
public enum ContactDegree: UInt8, EventTerm {
  public static var key: String { "degree" }
  public static var bits: Range<UInt8> { 0..<4 }

  /// `close`.
  case close = 0
  /// `secondary`.
  case secondary = 1
  /// `co-presence`.
  case copresence = 2
  /// `exposure`.
  case exposure = 3

  public var text: String {
    switch self {
    case .close: "close"
    case .secondary: "secondary"
    case .copresence: "co-presence"
    case .exposure: "exposure"
    }
  }
}

/// A sign of illness (第十二条).
public enum Sign: UInt8, Term {
  /// `fever`.
  case fever = 0
  /// `dyspnea`.
  case dyspnea = 1
  /// `respiratory`.
  case respiratory = 2

  public var text: String {
    switch self {
    case .fever: "fever"
    case .dyspnea: "dyspnea"
    case .respiratory: "respiratory"
    }
  }
}

/// Whether an isolation begins or ends.
public enum QuarantinePhase: UInt8, EventTerm {
  public static var key: String { "phase" }
  public static var bits: Range<UInt8> { 2..<4 }

  /// `start`.
  case start = 0
  /// `end`.
  case end = 1

  public var text: String {
    switch self {
    case .start: "start"
    case .end: "end"
    }
  }
}

/// Where an isolation is kept.
public enum QuarantineMode: UInt8, EventTerm {
  public static var key: String { "mode" }
  public static var bits: Range<UInt8> { 0..<2 }

  /// `centralized`.
  case centralized = 0
  /// `home`.
  case home = 1
  /// `hospital`.
  case hospital = 2
  /// `monitoring`.
  case monitoring = 3

  public var text: String {
    switch self {
    case .centralized: "centralized"
    case .home: "home"
    case .hospital: "hospital"
    case .monitoring: "monitoring"
    }
  }
}

/// What an agency determined about a person: a human's word.
public enum Finding: UInt8, EventTerm {
  public static var key: String { "finding" }
  public static var bits: Range<UInt8> { 0..<4 }

  /// `isolation-required`.
  case isolationRequired = 0
  /// `notified-cohort`.
  case notifiedCohort = 1
  /// `at-risk`.
  case atRisk = 2
  /// `cleared`.
  case cleared = 3

  public var text: String {
    switch self {
    case .isolationRequired: "isolation-required"
    case .notifiedCohort: "notified-cohort"
    case .atRisk: "at-risk"
    case .cleared: "cleared"
    }
  }
}

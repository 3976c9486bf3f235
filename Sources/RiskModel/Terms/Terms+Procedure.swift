/// Whether a code is issued or withdrawn (第六条).
public enum RegistrationPhase: UInt8, EventTerm {
  public static var key: String { "phase" }
  public static var bits: Range<UInt8> { 3..<4 }

  /// `issued`.
  case issued = 0
  /// `withdrawn`.
  case withdrawn = 1

  public var text: String {
    switch self {
    case .issued: "issued"
    case .withdrawn: "withdrawn"
    }
  }
}

/// How a code was applied for (第六条, 第七条); `hmt`: residents of Hong Kong, Macao and Taiwan.
public enum RegistrationChannel: UInt8, EventTerm {
  public static var key: String { "channel" }
  public static var bits: Range<UInt8> { 0..<3 }

  /// `online`.
  case online = 0
  /// `offline`.
  case offline = 1
  /// `proxy`.
  case proxy = 2
  /// `hmt`.
  case hmt = 3
  /// `foreign`.
  case foreign = 4

  public var text: String {
    switch self {
    case .online: "online"
    case .offline: "offline"
    case .proxy: "proxy"
    case .hmt: "hmt"
    case .foreign: "foreign"
    }
  }
}

/// Where an appeal stands (第二十七条).
public enum AppealPhase: UInt8, EventTerm {
  public static var key: String { "phase" }
  public static var bits: Range<UInt8> { 1..<4 }

  /// `lodged`.
  case lodged = 0
  /// `upheld`.
  case upheld = 1
  /// `rejected`.
  case rejected = 2

  public var text: String {
    switch self {
    case .lodged: "lodged"
    case .upheld: "upheld"
    case .rejected: "rejected"
    }
  }
}

/// How an appeal came in (第二十七条).
public enum AppealChannel: UInt8, EventTerm {
  public static var key: String { "channel" }
  public static var bits: Range<UInt8> { 0..<1 }

  /// `online`.
  case online = 0
  /// `hotline`.
  case hotline = 1

  public var text: String {
    switch self {
    case .online: "online"
    case .hotline: "hotline"
    }
  }
}

/// What a place is designated as: the risk track from `none` to `high`, the environment track `contaminated` and `decontaminated`.
public enum RiskLevel: UInt8, EventTerm {
  public static var key: String { "level" }
  public static var bits: Range<UInt8> { 0..<4 }

  /// `none`.
  case none = 0
  /// `low`.
  case low = 1
  /// `medium`.
  case medium = 2
  /// `high`.
  case high = 3
  /// `contaminated`.
  case contaminated = 4
  /// `decontaminated`.
  case decontaminated = 5

  public var text: String {
    switch self {
    case .none: "none"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .contaminated: "contaminated"
    case .decontaminated: "decontaminated"
    }
  }
}

extension RiskLevel {
  /// The two independent tracks of designation of a place (semantics, section 2).
  public enum Track: UInt8, Sendable, CaseIterable {
    /// `none`, `low`, `medium`, `high`.
    case risk = 0
    /// `contaminated`, `decontaminated`.
    case environment = 1
  }

  /// The track that this level belongs to.
  public var track: Track { rawValue < RiskLevel.contaminated.rawValue ? .risk : .environment }

  /// Whether the level designates nothing and only lifts what was designated before.
  public var lifts: Bool { self == .none || self == .decontaminated }
}

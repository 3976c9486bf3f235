/// What a color asks of the person (渝肺炎组办发〔2021〕24号, 第十六条, 第十七条).
public enum Measure: UInt8, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case none = 0
  /// Travel is restricted: the person stays where they are found, and the community decides (第十七条).
  case travelRestricted = 1
  /// Travel is prohibited (第十六条).
  case travelProhibited = 2

  /// The measure of a color.
  public init(for color: Color) {
    switch color {
    case .green: self = .none
    case .yellow: self = .travelRestricted
    case .red: self = .travelProhibited
    }
  }

  /// `travel-restricted`, `travel-prohibited`; nil for none.
  public var text: String? {
    switch self {
    case .none: nil
    case .travelRestricted: "travel-restricted"
    case .travelProhibited: "travel-prohibited"
    }
  }
}

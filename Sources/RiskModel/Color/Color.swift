/// The color of a code: green, yellow (travel restricted, 第十七条) or red (travel prohibited, 第十六条), in rising order of restriction.
public enum Color: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  /// 第十三条: neither red nor yellow.
  case green = 0
  /// 第十二条.
  case yellow = 1
  /// 第十一条.
  case red = 2

  /// `green`, `yellow` or `red`.
  public var text: String {
    switch self {
    case .green: "green"
    case .yellow: "yellow"
    case .red: "red"
    }
  }

  public static func < (left: Color, right: Color) -> Bool { left.rawValue < right.rawValue }
}

extension Color: CustomStringConvertible {
  public var description: String { text }
}

import Tricolor

/// The names of a country's places: 31 provinces, 333 prefectures, 2,851 counties, and below these as many places as are asked for, in Chinese
/// characters, 3 to 34 a component, as risk notices name them.
struct CountryNames {
  static let provinces = 31
  static let prefectures = 333
  static let counties = 2_851

  /// The paths by number, from 0.
  let paths: [Place]
  /// The county of each, by number, from 0.
  let counties: [UInt32]

  private static let words = [
    "花园", "小区", "街道", "社区", "新村", "广场", "大厦", "市场", "幸福", "东方", "解放", "人民", "建设", "和平", "中山", "长江", "南湖", "西山", "北站", "金色", "家园", "公寓",
    "酒店",
    "学校", "工业园", "农贸", "商业街", "安置房", "机械厂", "以西至", "沿线", "围合区域", "一期", "二期", "高新", "龙泉", "青羊", "白云", "城关", "桥头",
  ]

  init(count: Int, _ random: inout SplitMix64) throws {
    let provinces = (0..<Self.provinces).map { Self.name(3...8, "省", $0, &random) }
    let prefectures = (0..<Self.prefectures).map { "\(provinces[$0 % Self.provinces])/\(Self.name(3...11, "市", $0, &random))" }
    let counties = (0..<Self.counties).map { "\(prefectures[$0 % Self.prefectures])/\(Self.name(3...12, "区", $0, &random))" }
    var paths: [Place] = []
    var above: [UInt32] = []
    for number in 0..<count {
      let county = random.below(UInt32(Self.counties))
      // The shorter the more often, as notices have it.
      let longest = min(random.number(in: 6...34), random.number(in: 6...34))
      paths.append(try Place("中国/\(counties[Int(county)])/\(Self.name(3...longest, "号", number, &random))"))
      above.append(county)
    }
    (self.paths, self.counties) = (paths, above)
  }

  /// Words up to a drawn length, then the number in Chinese digits, so that no two are alike, and a last character.
  private static func name(_ lengths: ClosedRange<UInt32>, _ end: String, _ number: Int, _ random: inout SplitMix64) -> String {
    let digits = Array("〇一二三四五六七八九")
    let suffix = String(String(number).map { digits[Int(String($0))!] }) + end
    let length = Int(random.number(in: lengths))
    var name = ""
    while name.count + suffix.count < length { name += words[Int(random.below(UInt32(words.count)))] }
    return String(name.prefix(max(0, length - suffix.count))) + suffix
  }
}

import Tricolor

extension Words {
  static func at(_ instant: Instant) -> String { say("at \(instant.local)", "时间 \(instant.local)") }

  // MARK: Timelines

  static var from: String { say("from", "起始时间") }
  static var colorHead: String { say("color", "码色") }

  static func colorsOf(_ person: PersonID) -> String { say("Colors of \(person)", "\(person) 的码色") }

  /// The stretch of a bar in a picture.
  static func stretch(_ from: Instant, _ until: Instant?) -> String {
    switch (from == .earliest, until?.local) {
    case (true, let until?): say("up to \(until)", "至 \(until)")
    case (true, nil): say("up on", "始终")
    case (false, let until?): say("from \(from.local) to \(until)", "自 \(from.local) 至 \(until)")
    case (false, nil): say("from \(from.local) on", "自 \(from.local) 起")
    }
  }

  /// A color with what it means, for a legend.
  static func legend(_ color: Color) -> String {
    color == .green ? say("green: not restricted", "绿码：不受限制") : Self.color(color) + say(": ", "：") + meaning(color)
  }

  // MARK: Everyone

  static func persons(_ count: Int, at instant: Instant, knownAt: UInt64) -> String {
    say("\(count.grouped) persons at \(instant.local), ", "\(instant.local) 共 \(count.grouped) 人，") + known(at: knownAt)
  }

  static func places(_ count: Int, at instant: Instant, knownAt: UInt64) -> String {
    say("\(count.counted(.place)) at \(instant.local), ", "\(instant.local) 共 \(count.counted(.place))，") + known(at: knownAt)
  }

  // MARK: Districts

  static func districts(at instant: Instant, days: Int, knownAt: UInt64) -> String {
    say(
      "people at \(instant.local), appeals over the \(days) days that end then, ",
      "\(instant.local) 的人数，及截至该时 \(days) 天内的申诉，") + known(at: knownAt)
  }

  static var districtHeads: [String] {
    [
      say("persons", "人数"), color(.green), color(.yellow), color(.red), say("lodged", "提出"), say("upheld", "成立"), say("rejected", "驳回"),
      say("open", "未决"),
    ]
  }
  static var district: String { say("district", "地区") }
  static var noStayKnown: String { say("no stay known", "无停留记录") }
  static var unknownDistrict: String { say("an unknown district", "未知地区") }

  static var districtTitle: String { say("People under restrictions, by district", "各地区受限人数") }
  static func districtSubtitle(_ span: String, knownAt: UInt64) -> String {
    say(
      "people by date (\(People.zone.name)), \(span), as known at sequence \(knownAt); each panel has a scale of its own",
      "按日期（时区 \(People.zone.name)）的人数，\(span)，依据截至第 \(knownAt) 条记录的所知；各图刻度独立")
  }
  static var nobodyKnown: String { say("nobody is known", "无任何人员记录") }
  static func peopleAtTheEnd(_ count: Int) -> String { say("people at the end: \(count.grouped)", "期末人数：\(count.grouped)") }
  static var noAppeals: String { say("no appeals", "无申诉") }
  /// Two lines, so that numbers of any length fit.
  static func appeals(lodged: Int, open: Int, upheld: Int, rejected: Int) -> [String] {
    [
      say("appeals: \(lodged.grouped) lodged, \(open.grouped) open at the end", "申诉：提出 \(lodged.grouped)，期末未决 \(open.grouped)"),
      say("\(upheld.grouped) upheld, \(rejected.grouped) rejected", "成立 \(upheld.grouped)，驳回 \(rejected.grouped)"),
    ]
  }
  static var yellowOnRed: String { say("yellow: travel restricted, on top of red", "黄码：限制出行（叠加于红码之上）") }
}

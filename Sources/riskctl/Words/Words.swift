import Tricolor

/// The catalog: everything that the program says to people, in each language. Articles, titles and the words of a log stand in it as they are.
enum Words {
  /// One of two texts, by the language in which people are addressed.
  static func say(_ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String) -> String {
    switch People.language {
    case .english: english()
    case .chinese: chinese()
    }
  }

  /// Alternatives: `a, b or c`.
  static func either(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: say(", ", "、")) + say(" or ", "或") + last
  }

  /// `yes` or `no`.
  static func answer(_ value: Bool) -> String { value ? say("yes", "是") : say("no", "否") }

  /// By what an answer was given.
  static func known(at sequence: UInt64) -> String {
    say("by what was known at sequence \(sequence.grouped)", "依据截至第 \(sequence.grouped) 条记录的所知")
  }

  /// Instants read as here.
  static var inZone: String { say("in \(People.zone.name)", "时区 \(People.zone.name)") }

  /// From one instant to another.
  static func span(_ from: String, _ until: String) -> String { say("\(from) to \(until)", "\(from) 至 \(until)") }

  static var noEndKnown: String { say("no end known", "终止时间未知") }
}

// MARK: Numbers

/// What is counted.
enum Counted {
  case event, person, place, fault, segment, minimalSet, determination, warning, line, stay, checkIn, code, byte

  /// One, several; the Chinese measure word with the noun.
  fileprivate var nouns: (one: String, several: String, chinese: String) {
    switch self {
    case .event: ("event", "events", "条事件")
    case .person: ("person", "persons", "人")
    case .place: ("place", "places", "个地点")
    case .fault: ("fault", "faults", "处错误")
    case .segment: ("segment", "segments", "个分段")
    case .minimalSet: ("minimal set", "minimal sets", "个最小集合")
    case .determination: ("determination", "determinations", "项认定")
    case .warning: ("warning", "warnings", "处存疑")
    case .line: ("line", "lines", "行")
    case .stay: ("stay", "stays", "次停留")
    case .checkIn: ("check-in", "check-ins", "次签到")
    case .code: ("code", "codes", "个码")
    case .byte: ("byte", "bytes", "字节")
    }
  }
}

extension BinaryInteger {
  /// The number with what it counts: `1 fault`, `2 faults`.
  func counted(_ what: Counted) -> String {
    // Named in full: an integer has a type of its own called Words.
    riskctl.Words.say("\(grouped) \(self == 1 ? what.nouns.one : what.nouns.several)", "\(grouped) \(what.nouns.chinese)")
  }
}

extension Words {
  /// A length of time in its two largest units: `14 d 3 h`. Its sign is not shown.
  static func length(_ seconds: Int) -> String {
    let units = [say("d", "天"), say("h", "小时"), say("min", "分"), say("s", "秒")]
    let numbers = [abs(seconds) / 86_400, abs(seconds) / 3_600 % 24, abs(seconds) / 60 % 60, abs(seconds) % 60]
    let parts = zip(numbers, units).drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "0 \(units[3])" : parts.joined(separator: " ")
  }

  /// The length of a stretch of time.
  static func length(from start: Instant, to end: Instant) -> String {
    length(Int(end.secondsSinceEpoch) - Int(start.secondsSinceEpoch))
  }
}

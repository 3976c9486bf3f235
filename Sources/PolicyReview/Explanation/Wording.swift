import RiskModel

/// How a policy is put into sentences: one language, and the lists and lengths of time that all sentences share.
struct Wording {
  let language: PolicyExplanation.Language

  /// The text in this language.
  func pick(_ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String) -> String {
    switch language {
    case .english: english()
    case .chinese: chinese()
    }
  }

  /// `a, b or c`.
  func either(_ words: [String]) -> String { list(words, pick(" or ", "或")) }

  /// `a, b and c`.
  func both(_ words: [String]) -> String { list(words, pick(" and ", "和")) }

  private func list(_ words: [String], _ last: String) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: pick(", ", "、")) + last + words[words.count - 1]
  }

  /// Clauses in a row, which hold commas of their own.
  func clauses(_ words: [String], _ last: String) -> String { words.joined(separator: pick("; \(last) ", "；\(last)")) }

  /// `14 days`.
  func length(_ period: Period) -> String { length(period.count, period.unit) }

  private func length(_ count: UInt32, _ unit: Period.Unit) -> String {
    let one = count == 1
    let unit =
      switch unit {
      case .seconds: pick(one ? "second" : "seconds", "秒")
      case .minutes: pick(one ? "minute" : "minutes", "分钟")
      case .hours: pick(one ? "hour" : "hours", "小时")
      case .days: pick(one ? "day" : "days", "天")
      }
    return "\(count)" + pick(" ", "") + unit
  }

  /// How long after one instant another is, in the largest unit that says it exactly.
  func length(from start: Instant, to end: Instant) -> String {
    let seconds = end.secondsSinceEpoch - start.secondsSinceEpoch
    let unit = Period.Unit.allCases.last { seconds % $0.inSeconds == 0 } ?? .seconds
    return length(seconds / unit.inSeconds, unit)
  }

  /// A text between quotation marks.
  func quoted(_ text: some CustomStringConvertible) -> String { pick("“\(text)”", "“\(text)”") }
}

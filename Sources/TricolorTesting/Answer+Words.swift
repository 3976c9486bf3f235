public import RiskFold
public import RiskModel
import RiskPolicy

extension PolicyCase.Answer {
  /// What it expects, in the words of a case file.
  ///
  /// - Parameter text: how an instant is written.
  public func words(_ text: (Instant) -> String = { $0.description }) -> String {
    switch self {
    case .color(let color): color.text
    case .rules(let rules): "by " + Self.list(rules)
    case .nextChange(let instant): "until " + (instant.map(text) ?? "never")
    case .notices(let notices): notices.isEmpty ? "no notices" : "notices " + Self.list(notices)
    }
  }

  /// What a status says to the same.
  public func words(of status: Status, _ text: (Instant) -> String = { $0.description }) -> String {
    let answer: PolicyCase.Answer =
      switch self {
      case .color: .color(status.color)
      case .rules: .rules(status.grounds.map { Text(unchecked: $0.rule.id) })
      case .nextChange: .nextChange(status.nextChange)
      case .notices: .notices(status.notices.compactMap(\.rule.notice))
      }
    return answer.words(text)
  }

  private static func list(_ names: [Text]) -> String {
    names.isEmpty ? "no rule" : Set(names).sorted().map(\.string).joined(separator: ", ")
  }
}

extension CaseFile {
  /// An instant as a case file writes it: `day 3 08:00`, with seconds where there are any.
  public func words(_ instant: Instant) -> String {
    let seconds = Int(instant.secondsSinceEpoch) - Int(start.secondsSinceEpoch)
    let day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    let rest = seconds - day * 86_400
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "day \(day + 1) \(two(rest / 3_600)):\(two(rest / 60 % 60))" + (rest % 60 == 0 ? "" : ":\(two(rest % 60))")
  }
}

import CoreMetrics
import Synchronization

/// One series: a name with dimensions, and what was told of it.
final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, TimerHandler, RecorderHandler {
  enum Kind: Sendable {
    case counter
    case gauge
    /// A histogram of seconds.
    case seconds
    /// A histogram of values.
    case values

    var type: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .seconds, .values: "histogram"
      }
    }

    var bounds: [Double] {
      switch self {
      case .counter, .gauge: []
      case .seconds: MetricsExporter.secondsBounds
      case .values: MetricsExporter.valueBounds
      }
    }

    var suffix: String {
      switch self {
      case .counter: "_total"
      case .seconds: "_seconds"
      case .gauge, .values: ""
      }
    }
  }

  private struct State {
    var value = 0.0
    var count = 0
    var buckets: [Int]
  }

  let kind: Kind
  private let state: Mutex<State>

  init(_ kind: Kind) {
    self.kind = kind
    state = Mutex(State(buckets: Array(repeating: 0, count: kind.bounds.count)))
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { state.withLock { $0.value += amount } }
  func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
  func reset() { state.withLock { $0.value = 0 } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0.value = value } }
  func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) { kind == .gauge ? set(value) : observe(value) }

  private func observe(_ value: Double) {
    let bounds = kind.bounds
    state.withLock { state in
      state.value += value
      state.count += 1
      if let bucket = bounds.firstIndex(where: { value <= $0 }) { state.buckets[bucket] += 1 }
    }
  }

  /// The lines of the series.
  func text(_ key: Key) -> String {
    let (value, count, buckets) = state.withLock { ($0.value, $0.count, $0.buckets) }
    guard !kind.bounds.isEmpty else { return "\(key.name)\(key.labels()) \(Self.number(value))\n" }
    var text = ""
    var sum = 0
    for (bound, bucket) in zip(kind.bounds, buckets) {
      sum += bucket
      text += "\(key.name)_bucket\(key.labels(("le", Self.number(bound)))) \(sum)\n"
    }
    text += "\(key.name)_bucket\(key.labels(("le", "+Inf"))) \(count)\n"
    return text + "\(key.name)_sum\(key.labels()) \(Self.number(value))\n\(key.name)_count\(key.labels()) \(count)\n"
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}

extension Series {
  /// What tells a series from the others.
  struct Key: Hashable, Comparable, Sendable {
    /// The name as Prometheus has it: with underscores, and the unit or `_total` at its end.
    let name: String
    private let dimensions: [[String]]

    init(_ label: String, _ dimensions: [(String, String)], _ kind: Kind) {
      name = Self.name(label) + kind.suffix
      self.dimensions = dimensions.map { [Self.name($0.0), $0.1] }
    }

    func labels(_ more: (String, String)? = nil) -> String {
      let all = dimensions.map { ($0[0], $0[1]) } + (more.map { [$0] } ?? [])
      guard !all.isEmpty else { return "" }
      return "{" + all.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
    }

    static func < (left: Key, right: Key) -> Bool {
      left.name != right.name ? left.name < right.name : left.labels() < right.labels()
    }

    /// Letters, digits and underscores, not beginning with a digit.
    private static func name(_ label: String) -> String {
      let name = String(
        label.unicodeScalars.map { scalar in
          scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)) ? Character(scalar) : "_"
        })
      return name.first.map { $0.isNumber } ?? true ? "_" + name : name
    }

    private static func escaped(_ value: String) -> String {
      value.reduce(into: "") { text, character in
        switch character {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.append(character)
        }
      }
    }
  }
}

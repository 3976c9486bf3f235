import Tricolor
import Workload

/// What was measured: several samples of one thing, and facts that go with it.
struct Measurement {
  let name: String
  let unit: String
  var samples: [Double]
  /// What an answer was, for the comparison with the peers' answers; how many events there were.
  var facts: [(key: String, value: String)] = []

  /// Prints the measurement as one line of JSON.
  func print() {
    var line = "{\"name\":\"\(name)\",\"unit\":\"\(unit)\",\"samples\":["
    line += samples.map { "\($0)" }.joined(separator: ",") + "]"
    for fact in facts { line += ",\"\(fact.key)\":\(fact.value)" }
    Swift.print(line + "}")
  }
}

/// The time that a body takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  try body()
  return (clock.now - start) / .seconds(1)
}

/// The time that a body takes, in seconds.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  try await body()
  return (clock.now - start) / .seconds(1)
}

extension Recoloring {
  /// The answer as facts: what a peer must have found too.
  var facts: [(key: String, value: String)] {
    let counts = self.counts
    return [
      ("persons", "\(persons.count)"), ("green", "\(counts[.green] ?? 0)"), ("yellow", "\(counts[.yellow] ?? 0)"),
      ("red", "\(counts[.red] ?? 0)"), ("digest", "\"\(digest)\""), ("at", "\(at.secondsSinceEpoch)"), ("knownAt", "\(knownAt)"),
    ]
  }
}

import RiskModel
import Tricolor

@testable import TricolorOracle

/// Minimal sets by trying every subset: what the library's search must find, for logs small enough to try them all.
enum BruteForce {
  /// Every set of some members that is met, none of whose proper parts is; smaller sets first.
  static func minimalSets(of members: [UInt64], _ isMet: (Set<UInt64>) throws -> Bool) rethrows -> [[UInt64]] {
    precondition(members.count <= 16, "there are 65,536 subsets at most")
    let masks = (0..<1 << members.count).sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
    var found: [Int] = []
    for mask in masks where !found.contains(where: { mask & $0 == $0 }) {
      if try isMet(Set(members.indices.filter { mask >> $0 & 1 == 1 }.map { members[$0] })) { found.append(mask) }
    }
    let sets = found.map { mask in members.indices.filter { mask >> $0 & 1 == 1 }.map { members[$0] } }
    return sets.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
  }
}

/// A timeline as the oracle prints it, read again.
struct OracleTimeline {
  let changes: [(from: Instant, color: String)]

  init(_ json: JSONValue) throws {
    changes = try json.elements.map { (try Instant($0["from"]?.string ?? ""), $0["color"]?.string ?? "") }
  }

  func color(at instant: Instant) -> String { changes.last { $0.from <= instant }?.color ?? "" }

  /// From, until and color of each interval, cut to a period.
  func spans(in period: Range<Instant>) -> [[String]] {
    changes.enumerated().compactMap { index, change in
      let from = max(change.from, period.lowerBound)
      let until = index + 1 < changes.count ? min(changes[index + 1].from, period.upperBound) : period.upperBound
      return from < until ? [from.description, until.description, change.color] : nil
    }
  }
}

/// Which runs of a partition a seal makes one.
package enum Merging {
  /// Those that are not much larger than the latest, once there are enough.
  case similarRuns
  /// All.
  case allRuns

  /// So many runs of about one size become one: each event is then written again for each fourfold growth of the log.
  private static let runsPerSize = 4

  /// The latest ones that are to become one; fewer than two where none are.
  package func runs(among runs: [Manifest.Run]) -> [Manifest.Run] {
    if case .allRuns = self { return runs }
    guard var records = runs.last?.recordCount else { return [] }
    // What becomes one run counts as one beside those before it, which may then be of its size.
    var (count, taken) = (0, 1)
    while count != taken {
      count = taken
      let similar = runs.dropLast(count).reversed().prefix { $0.recordCount / UInt64(Self.runsPerSize - 1) < records }
      if similar.count + 1 >= Self.runsPerSize {
        taken = count + similar.count
        records = similar.reduce(records) { $0 + $1.recordCount }
      }
    }
    return Array(runs.suffix(taken))
  }
}

/// Which runs of a partition a seal makes one.
enum Merging {
  /// Those that are not much larger than the latest, once there are enough, of no more records than a partition's share of what is sealed at once: for
  /// one who waits.
  case shortRuns
  /// The same of any length.
  case similarRuns
  /// All.
  case allRuns

  /// So many runs of about one size become one: each event is then written again for each fourfold growth of the log.
  private static let runsPerSize = 4

  /// The latest ones that are to become one; fewer than two where none are.
  ///
  /// - Parameter sealedAtOnce: the events of a tail that is sealed in the background.
  func runs(among runs: [Manifest.Run], sealedAtOnce: UInt64) -> [Manifest.Run] {
    switch self {
    case .allRuns: runs
    case .similarRuns: similarRuns(among: runs, atMost: .max)
    case .shortRuns: similarRuns(among: runs, atMost: max(1, sealedAtOnce / UInt64(PersonPartition.count)))
    }
  }

  private func similarRuns(among runs: [Manifest.Run], atMost limit: UInt64) -> [Manifest.Run] {
    guard var records = runs.last?.recordCount else { return [] }
    // What becomes one run counts as one beside those before it, which may then be of its size.
    var (count, taken) = (0, 1)
    while count != taken {
      count = taken
      let before = runs.dropLast(count)
      let similar = before.reversed().prefix { $0.recordCount / UInt64(Self.runsPerSize - 1) < records }
      let all = similar.reduce(records) { $0 + $1.recordCount }
      if similar.count + 1 >= Self.runsPerSize, all <= limit { (taken, records) = (count + similar.count, all) }
    }
    return Array(runs.suffix(taken))
  }
}

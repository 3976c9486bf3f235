internal import RiskModel

extension Audit.Burst {
  /// The bursts among unsupported determinations, which are in order of sequence and so of their record.
  static func all(in unsupported: [Audit.UnsupportedDetermination], _ thresholds: Audit.Thresholds) -> [Audit.Burst] {
    var runs: [EventSource: [Audit.UnsupportedDetermination]] = [:]
    var bursts: [Audit.Burst] = []
    func close(_ run: [Audit.UnsupportedDetermination]) {
      guard run.count >= thresholds.burstCount, let first = run.first, let last = run.last else { return }
      bursts.append(
        Audit.Burst(
          source: first.source, from: first.recordedAt, to: last.recordedAt, personCount: Set(run.map(\.person)).count,
          sequences: run.map(\.sequence)))
    }
    for one in unsupported {
      // Taken out while it grows, so that it grows in place.
      var run = runs.updateValue([], forKey: one.source) ?? []
      if let last = run.last, one.recordedAt.secondsSinceEpoch - last.recordedAt.secondsSinceEpoch > thresholds.burstGapSeconds {
        close(run)
        run = []
      }
      run.append(one)
      runs[one.source] = run
    }
    for run in runs.values { close(run) }
    return bursts.sorted { ($0.sequences.first ?? 0) < ($1.sequences.first ?? 0) }
  }
}

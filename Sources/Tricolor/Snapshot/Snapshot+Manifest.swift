internal import EventLog
internal import Histories
internal import RiskFold

extension Snapshot {
  /// What this library's snapshots carry.
  public static var fingerprint: String { Manifest.fingerprint }

  /// What a manifest names; nil for nothing sealed.
  init?(_ manifest: Manifest) {
    guard manifest.sealedThrough > 0 else { return nil }
    sequence = manifest.sealedThrough
    recordedAt = manifest.recordedAt
    fingerprint = Manifest.fingerprint
    // The manifest lists the checksums of all parts.
    checksum = Checksum.chained(0, manifest.bytes)
    let partitions = PersonPartition.all.map { manifest[$0] }
    // A person whose events lie in several runs counts in each; the largest ones are the best answer without a pass over all.
    personCount = partitions.reduce(0) { $0 + ($1.map(\.personCount).max() ?? 0) }
    runCount = partitions.map(\.count).max() ?? 0
    recordCount = manifest.runs.reduce(0) { $0 + $1.recordCount }
  }
}

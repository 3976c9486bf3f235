@_spi(Internals) internal import EventLog
internal import RiskFold

extension Snapshot {
  /// What this library's snapshots carry.
  public static var fingerprint: String { Projector.fingerprint }

  /// What a manifest names; nil for nothing sealed.
  init?(_ manifest: Manifest) {
    guard manifest.sealedThrough > 0 else { return nil }
    sequence = manifest.sealedThrough
    recordedAt = manifest.recordedAt
    fingerprint = Projector.fingerprint
    // The manifest lists the checksums of all parts.
    checksum = Checksum.chained(0, manifest.bytes)
    // A person whose events lie in several runs counts in each; the largest one is the best answer without a pass over all.
    personCount = manifest.runs.map(\.personCount).max() ?? 0
    runCount = manifest.runs.count
    recordCount = manifest.runs.reduce(0) { $0 + $1.recordCount }
  }
}

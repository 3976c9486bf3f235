import RiskModel
import RiskPolicy

/// What a hold's release is certain to be at the latest, by its rule alone.
struct UpperBound: Sendable {
  /// So many seconds after the anchor; nil for no such bound.
  private(set) var elapsedSeconds: UInt32?
  /// Not after the end of the designation that the stay met. Says nothing of other triggers.
  private(set) var isLifted = false

  /// No bound.
  init() {}

  init(_ release: Release) {
    switch release.shape {
    case .leaf(let leaf):
      elapsedSeconds = leaf.latest?.seconds
      if case .designationEnd = leaf.way { isLifted = true }
    case .any(let members):
      // Every member's bound holds.
      let bounds = members.map { UpperBound($0) }
      elapsedSeconds = bounds.compactMap(\.elapsedSeconds).min()
      isLifted = bounds.contains(where: \.isLifted)
    case .all(let members):
      let bounds = members.map { UpperBound($0) }
      let elapsed = bounds.compactMap(\.elapsedSeconds)
      if elapsed.count == bounds.count { elapsedSeconds = elapsed.max() }
      isLifted = bounds.allSatisfy(\.isLifted)
    }
  }

  /// The earliest anchor of a hold that may hold at an instant; nil for no such bound.
  func youngestAnchor(at instant: Instant) -> Instant? {
    guard let elapsedSeconds else { return nil }
    let seconds = instant.secondsSinceEpoch
    return seconds < elapsedSeconds ? .earliest : Instant(uncheckedSeconds: seconds - elapsedSeconds + 1)
  }

  /// Whether a hold is certain to be released by an instant.
  func isOver(by instant: Instant, _ hold: Hold) -> Bool {
    if let elapsedSeconds, hold.anchor.advanced(bySeconds: elapsedSeconds) <= instant { return true }
    return isLifted && hold.isStay && hold.designationEnd <= instant
  }
}

import RiskModel

/// Passes over holds of one rule by stays of which others cover the same instants: of ten thousand stays at one designated place some are looked at.
///
/// A hold is passed over where the last that was looked at holds until one opens that is never released earlier.
struct OutlastingMeetings {
  let afterSeconds: UInt32
  /// The last that was looked at and holds.
  var last: Hold?
  /// The one that comes next, unless it is passed over.
  private(set) var pending: Hold?

  init(afterSeconds: UInt32) {
    self.afterSeconds = afterSeconds
  }

  /// Takes the next hold. Gives one that is to be looked at.
  @inline(__always)
  mutating func take(_ hold: Hold) -> Hold? {
    guard let passed = pending else {
      pending = hold
      return nil
    }
    pending = hold
    let isInOrder = passed.begins <= hold.begins && passed.anchor <= hold.anchor
    if isInOrder, let last, last.begins <= passed.begins, hold.begins.advanced(bySeconds: afterSeconds) <= last.release { return nil }
    return passed
  }
}

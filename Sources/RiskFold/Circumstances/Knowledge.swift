/// What is known: the events up to a position of the log, less those that a retraction up to there names, less those left out on purpose.
@usableFromInline package struct Knowledge: Hashable, Sendable {
  /// The last sequence known; 0 for nothing.
  @usableFromInline package let through: UInt64
  /// The sequences held not to have been recorded.
  @usableFromInline package let without: Set<UInt64>
  /// The least and the greatest of them: most sequences are decided by these.
  @usableFromInline let bounds: ClosedRange<UInt64>

  package init(through: UInt64, without: Set<UInt64> = []) {
    self.through = through
    self.without = without
    bounds = (without.min() ?? 0)...(without.max() ?? 0)
  }

  /// Whether an event is known, given the retraction that names it (the greatest number for none).
  @inlinable @inline(__always) package func knows(_ sequence: UInt64, retractedBy retraction: UInt64 = .max) -> Bool {
    includes(sequence) && !includes(retraction)
  }

  /// Whether an event or a retraction is recorded by this knowledge, retracted or not.
  @inlinable @inline(__always) package func includes(_ sequence: UInt64) -> Bool {
    sequence <= through && !(bounds.contains(sequence) && without.contains(sequence))
  }
}

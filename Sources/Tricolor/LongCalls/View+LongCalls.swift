public import RiskModel

// Each as the form of the same name that blocks, on a thread besides the tasks' own. Where one takes `progress`, it also ends when the task is canceled.

extension View {
  /// As ``recolor(at:progress:)``, to await.
  public func recolor(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) async throws -> Recoloring {
    try await onOwnThread(progress) { try self.recolor(at: instant, progress: $0) }
  }

  /// As ``noticeCounts(at:progress:)``, to await.
  public func noticeCounts(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) async throws -> [Text: Int] {
    try await onOwnThread(progress) { try self.noticeCounts(at: instant, progress: $0) }
  }
}

public import RiskModel
public import RiskPolicy
public import Tricolor

// Each as the form of the same name that blocks, on a thread besides the tasks' own. Where one takes `progress`, it also ends when the task is canceled.

extension View {
  /// As ``effect(from:to:at:progress:)``, to await.
  public func effect(
    from old: Policy, to new: Policy, at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) async throws -> PolicyEffect {
    try await onOwnThread(progress) { try self.effect(from: old, to: new, at: instant, progress: $0) }
  }

  /// As ``audit(_:progress:)``, to await.
  public func audit(
    _ thresholds: Audit.Thresholds = Audit.Thresholds(), progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) async throws -> Audit {
    try await onOwnThread(progress) { try self.audit(thresholds, progress: $0) }
  }

  /// As ``districts(from:to:every:depth:progress:)``, to await.
  public func districts(
    from first: Instant, to last: Instant, every stepSeconds: UInt32, depth: Int = DistrictStatistics.usualDepth,
    progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) async throws -> DistrictStatistics {
    try await onOwnThread(progress) { try self.districts(from: first, to: last, every: stepSeconds, depth: depth, progress: $0) }
  }

  /// As ``cases(at:districtDepth:)``, to await.
  public func cases(at instant: Instant = .latest, districtDepth: Int = 3) async throws -> [Case] {
    try await onOwnThread { try self.cases(at: instant, districtDepth: districtDepth) }
  }

  /// As ``cascade(from:)``, to await.
  public func cascade(from index: PersonID) async throws -> Cascade { try await onOwnThread { try self.cascade(from: index) } }
}

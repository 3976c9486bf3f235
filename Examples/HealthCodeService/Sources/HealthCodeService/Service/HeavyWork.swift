import Dispatch
import Synchronization

/// Runs questions about everyone on threads of their own: a task that computes for seconds would keep the others from running.
///
/// Two at a time; more are refused rather than queued.
enum HeavyWork {
  static let atOnce = 2
  private static let running = Atomic<Int>(0)
  private static let queue = DispatchQueue(label: "tricolor.heavy", attributes: .concurrent)

  /// - Throws: ``Problem`` with status 503 where two are running; what `body` throws.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let count = running.wrappingAdd(1, ordering: .relaxed).newValue
    defer { running.wrappingSubtract(1, ordering: .relaxed) }
    guard count <= atOnce else { throw Problem.overloaded("\(atOnce) questions about everyone are being answered") }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result { try body() }) }
    }
  }
}

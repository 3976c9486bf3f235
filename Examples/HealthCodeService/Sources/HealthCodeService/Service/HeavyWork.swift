import Dispatch
import Synchronization

/// Runs questions about everyone on threads of their own: a task that computes for seconds would keep the others from running.
///
/// Two at a time; more are refused rather than queued.
enum HeavyWork {
  static let atOnce = 2
  private static let running = Atomic<Int>(0)
  private static let queue = DispatchQueue(label: "tricolor.heavy", attributes: .concurrent)

  /// - Throws: ``Problem`` with status 503 where two are running; `CancellationError` as soon as the task is cancelled, while the thread goes on to
  ///   the end and keeps its place; what `body` throws.
  static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    guard running.wrappingAdd(1, ordering: .relaxed).newValue <= atOnce else {
      running.wrappingSubtract(1, ordering: .relaxed)
      throw Problem.overloaded("\(atOnce) questions about everyone are being answered")
    }
    let answer = Answer<Result>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        answer.await(continuation)
        queue.async {
          defer { running.wrappingSubtract(1, ordering: .relaxed) }
          answer.resume(with: Swift.Result { try body() })
        }
      }
    } onCancel: {
      answer.resume(with: .failure(CancellationError()))
    }
  }

  /// The first of two that resume is taken: the thread, or the cancellation, which may come before the task waits.
  private final class Answer<Value: Sendable>: Sendable {
    private enum State {
      case early(Swift.Result<Value, any Error>?)
      case awaited(CheckedContinuation<Value, any Error>)
      case resumed
    }

    private let state = Mutex(State.early(nil))

    func await(_ continuation: CheckedContinuation<Value, any Error>) {
      let early: Swift.Result<Value, any Error>? = state.withLock { state in
        if case .early(let result?) = state {
          state = .resumed
          return result
        }
        state = .awaited(continuation)
        return nil
      }
      if let early { continuation.resume(with: early) }
    }

    func resume(with result: Swift.Result<Value, any Error>) {
      let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
        switch state {
        case .awaited(let continuation):
          state = .resumed
          return continuation
        case .early:
          state = .early(result)
          return nil
        case .resumed: return nil
        }
      }
      continuation?.resume(with: result)
    }
  }
}

internal import Dispatch
internal import Synchronization

/// Calls that read a whole log or everyone's history.
///
/// Tasks run on as many threads as the machine has cores, and a call that keeps one of them for seconds keeps every other task waiting. So each of
/// these has two forms: one that blocks, for code with a thread of its own, which does not compile in a task; and one to `await`, which runs on a
/// thread besides the tasks' own.
private let longCalls = DispatchQueue(label: "tricolor.long", qos: .utility, attributes: .concurrent)

/// Runs a long call on a thread besides the tasks' own.
package func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    longCalls.async { continuation.resume(with: Result { try work() }) }
  }
}

/// The same for a call that can be stopped: it is when its task is canceled, or when `progress` answers false.
///
/// - Throws: `CancellationError` where it was stopped; what `work` throws.
package func onOwnThread<Value: Sendable>(
  _ progress: (@Sendable (_ count: Int) -> Bool)?,
  _ work: @escaping @Sendable (_ progress: @escaping @Sendable (_ count: Int) -> Bool) throws -> Value
) async throws -> Value {
  try Task.checkCancellation()
  let canceled = CancellationFlag()
  return try await withTaskCancellationHandler {
    try await onOwnThread { try work { count in !canceled.isSet && progress?(count) ?? true } }
  } onCancel: {
    canceled.set()
  }
}

/// Whether a task was canceled, for a thread that is not the task's.
private final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}

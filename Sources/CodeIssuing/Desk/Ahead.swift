internal import Dispatch
internal import Synchronization

/// A value that another thread makes while the caller does something else.
final class Ahead<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let made = DispatchSemaphore(value: 0)

  /// Begins to make the value.
  init(_ make: @escaping @Sendable () throws -> Value) {
    DispatchQueue.global().async {
      let result = Result { try make() }
      self.result.withLock { $0 = result }
      self.made.signal()
    }
  }

  /// Waits for the value. Called once.
  ///
  /// - Throws: what making it throws.
  func get() throws -> Value {
    made.wait()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("a value is made before it is waited for") }
    return try result.get()
  }
}

import Dispatch
import Synchronization

/// What a body makes on another core, while the thread that needs it later goes on.
package final class ConcurrentValue<Value: Sendable>: Sendable {
  private let made = Mutex<Result<Value, any Error>?>(nil)
  // Its own: a job of a global one might wait for a thread that waits for the value.
  private let queue = DispatchQueue(label: "tricolor.value", qos: .userInitiated)

  package init(_ make: @escaping @Sendable () throws -> Value) {
    queue.async {
      let value = Result { try make() }
      self.made.withLock { $0 = value }
    }
  }

  /// The value, once it is made. Nothing that the body kept is kept any more.
  ///
  /// - Throws: what making it threw.
  package func get() throws -> Value {
    queue.sync {}
    guard let made = made.withLock({ $0 }) else { preconditionFailure("one after the other") }
    return try made.get()
  }
}

import Dispatch
import Synchronization

/// What a body makes on another core, while whoever needs it later goes on.
package final class ConcurrentValue<Value: Sendable>: Sendable {
  private let made = Mutex<Result<Value, any Error>?>(nil)
  private let group = DispatchGroup()

  package init(_ make: @escaping @Sendable () throws -> Value) {
    DispatchQueue.global(qos: .userInitiated).async(group: group) {
      let value = Result { try make() }
      self.made.withLock { $0 = value }
    }
  }

  /// The value, once it is made.
  ///
  /// - Throws: what making it threw.
  package func get() throws -> Value {
    group.wait()
    guard let made = made.withLock({ $0 }) else { preconditionFailure("a group waits for what it was told to") }
    return try made.get()
  }
}

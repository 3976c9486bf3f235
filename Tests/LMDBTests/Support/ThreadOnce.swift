import Dispatch
import Foundation

/// Runs a body on a thread of its own and waits for it.
struct ThreadOnce {
  let body: @Sendable () -> Void

  func run() {
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [body] in
      body()
      done.signal()
    }
    done.wait()
  }
}

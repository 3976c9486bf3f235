internal import Dispatch
internal import CLibrary
internal import Synchronization

extension Array where Element: Sendable {
  /// The elements transformed, in their order, in as many parts as there are cores; a few on the calling thread.
  ///
  /// - Throws: the error of the first part that fails.
  func mapOnAllCores<Result: Sendable>(_ transform: @Sendable (Element) throws -> Result) throws -> [Result] {
    let partCount = Swift.min(Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), count / 64)
    guard partCount > 1 else { return try map(transform) }
    let parts = Mutex([Swift.Result<[Result], any Error>?](repeating: nil, count: partCount))
    DispatchQueue.concurrentPerform(iterations: partCount) { part in
      let own = self[count * part / partCount..<count * (part + 1) / partCount]
      let result = Swift.Result { try own.map(transform) }
      parts.withLock { $0[part] = result }
    }
    return try parts.withLock { $0 }.flatMap { try $0?.get() ?? [] }
  }
}

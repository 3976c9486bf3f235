internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
  /// So many elements are a part: small enough that cores which are slowed down by other work end at one time.
  private static var partCapacity: Int { 256 }

  /// The elements transformed, in their order, on all cores; a few on the calling thread.
  ///
  /// - Throws: the error of the first part that fails.
  func mapOnAllCores<Result: Sendable>(_ transform: @Sendable (Element) throws -> Result) throws -> [Result] {
    let partCount = (count + Self.partCapacity - 1) / Self.partCapacity
    guard partCount > 1 else { return try map(transform) }
    let parts = Mutex([Swift.Result<[Result], any Error>?](repeating: nil, count: partCount))
    DispatchQueue.concurrentPerform(iterations: partCount) { part in
      let own = self[part * Self.partCapacity..<Swift.min(count, (part + 1) * Self.partCapacity)]
      let result = Swift.Result { try own.map(transform) }
      parts.withLock { $0[part] = result }
    }
    var all: [Result] = []
    all.reserveCapacity(count)
    for part in parts.withLock({ $0 }) { all += try part?.get() ?? [] }
    return all
  }
}

internal import CLibrary
internal import Synchronization

/// The system's random bits, fetched some at a time: a call for each 64 bits is a fiftieth of a commit, or of a signature.
package final class RandomPool: Sendable {
  private let words = Mutex<[UInt64]>([])

  /// The most that one call of `getentropy` gives (getentropy(3)); it fails only where a kernel has no random bits at all.
  private static let byteCount = 256

  /// A pool, empty at first.
  package init() {}

  /// 64 bits that were never given before.
  package func next() -> UInt64 {
    words.withLock { words in
      if words.isEmpty { words = Self.fetch() }
      return words.removeLast()
    }
  }

  private static func fetch() -> [UInt64] {
    // Safe: the capacity is exactly what is filled, and any bits are an integer.
    unsafe Array(unsafeUninitializedCapacity: byteCount / 8) { buffer, count in
      guard let first = buffer.baseAddress, unsafe getentropy(first, byteCount) == 0 else {
        preconditionFailure("the system has random bits")
      }
      count = byteCount / 8
    }
  }
}

internal import Synchronization

/// Which chunks of which runs were found to be what was written, since the store was opened.
///
/// A chunk's checksum costs some 10 µs, a look at this 50 ns: so a chunk is checked when it is first read, and not again.
final class ChunkChecks: Sendable {
  /// One bit a chunk, by run.
  private let intact = Mutex<[UInt32: [UInt64]]>([:])

  func mustCheck(_ chunk: Int, of run: UInt32) -> Bool {
    intact.withLock { intact in
      guard let words = intact[run], chunk / 64 < words.count else { return true }
      return words[chunk / 64] >> UInt64(chunk % 64) & 1 == 0
    }
  }

  func note(_ chunk: Int, of run: UInt32) {
    intact.withLock { intact in
      var words = intact.removeValue(forKey: run) ?? []
      if chunk / 64 >= words.count { words.append(contentsOf: repeatElement(0, count: chunk / 64 + 1 - words.count)) }
      words[chunk / 64] |= 1 << UInt64(chunk % 64)
      intact[run] = words
    }
  }
}

internal import Synchronization

/// Which values of which runs were found to be what was written, since the store was opened.
///
/// A value's checksum costs some 10 µs, a look at this 50 ns: so a value is checked when it is first read, and not again.
final class IntactValues: Sendable {
  /// One bit a value, by run.
  private let intact = Mutex<[UInt32: [UInt64]]>([:])

  func mustCheck(_ number: Int, of run: UInt32) -> Bool {
    intact.withLock { intact in
      guard let words = intact[run], number / 64 < words.count else { return true }
      return words[number / 64] >> UInt64(number % 64) & 1 == 0
    }
  }

  func note(_ number: Int, of run: UInt32) {
    intact.withLock { intact in
      var words = intact.removeValue(forKey: run) ?? []
      if number / 64 >= words.count { words.append(contentsOf: repeatElement(0, count: number / 64 + 1 - words.count)) }
      words[number / 64] |= 1 << UInt64(number % 64)
      intact[run] = words
    }
  }

  /// Forgets the values of runs that are no longer there.
  package func forget(_ runs: [Manifest.Run]) {
    if runs.isEmpty { return }
    intact.withLock { intact in
      for run in runs { intact[run.id] = nil }
    }
  }
}

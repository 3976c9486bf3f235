import Synchronization
import Tricolor

extension Progress {
  /// Shows a pass over everyone of a store, which several threads report.
  static func ofPersons<Result>(
    in engine: Reader, _ work: (@escaping @Sendable (_ personCount: Int) -> Bool) throws -> Result
  ) throws -> Result {
    let bar = Mutex(Progress("persons"))
    let total = try engine.personCountLimit()
    defer { bar.withLock { $0.end() } }
    return try work { count in
      bar.withLock { $0.update(count, fraction: total > 0 ? min(1, Double(count) / Double(total)) : nil) }
      return true
    }
  }
}

import Synchronization

/// What keeps a flood from the rest: how many requests are answered at one time, and how many a second one caller may send.
///
/// What is over is refused at once, with the time to try again, rather than kept waiting: that is how a service stays up under ten times its load.
final class Limits: Sendable {
  struct Values: Sendable {
    /// The longest body, in bytes.
    var bodyByteCount = 1 << 20
    /// How many requests are answered at one time.
    var requestsAtOnce = 512
    /// How many requests a second one caller may send, on average over two seconds.
    var requestsPerSecond = 50
    /// After how many seconds an idle connection is closed.
    var idleSeconds = 60
    /// How many seconds a body may take to come, and a question about everyone to be answered.
    var requestSeconds = 30
  }

  let values: Values
  private let inFlight = Atomic<Int>(0)
  private let buckets = Mutex<[String: Bucket]>([:])

  /// How many callers are told apart; when there are more, all begin anew.
  static let callerCount = 100_000

  /// A caller's allowance: it fills up with time, and each request takes one.
  private struct Bucket {
    var tokens: Double
    var at: ContinuousClock.Instant
  }

  init(_ values: Values) {
    self.values = values
  }

  /// Runs the body of a request, unless there are too many.
  ///
  /// - Throws: ``Problem`` with status 503; what `body` throws.
  func withSlot<Result>(_ body: () async throws -> Result) async throws -> Result {
    let count = inFlight.wrappingAdd(1, ordering: .relaxed).newValue
    defer { inFlight.wrappingSubtract(1, ordering: .relaxed) }
    guard count <= values.requestsAtOnce else { throw Problem.overloaded("\(values.requestsAtOnce) requests are being answered") }
    // Lets requests that have arrived meanwhile be counted before this one is worked on: without, as many as there are threads would count, and
    // the rest would wait unseen.
    await Task.yield()
    return try await body()
  }

  /// Counts a request of a caller.
  ///
  /// - Throws: ``Problem`` with status 429.
  func count(requestOf caller: String, at now: ContinuousClock.Instant = .now) throws(Problem) {
    let rate = Double(values.requestsPerSecond)
    let isOver = buckets.withLock { buckets in
      if buckets.count >= Self.callerCount { buckets.removeAll() }
      var bucket = buckets[caller] ?? Bucket(tokens: rate * 2, at: now)
      bucket.tokens = min(rate * 2, bucket.tokens + (now - bucket.at) / .seconds(1) * rate)
      bucket.at = now
      defer { buckets[caller] = bucket }
      guard bucket.tokens >= 1 else { return true }
      bucket.tokens -= 1
      return false
    }
    if isOver { throw .tooManyRequests(afterSeconds: 1) }
  }
}

import Metrics
import Synchronization

/// How many requests each endpoint answered, and how long they took.
final class ServiceMetrics: Sendable {
  /// What was made for an endpoint.
  private struct Made {
    let timer: Timer
    /// By status.
    var counters: [Int: Counter] = [:]
  }

  private let factory: any MetricsFactory
  private let made = Mutex<[String: Made]>([:])

  init(_ factory: any MetricsFactory) {
    self.factory = factory
  }

  func record(endpoint: String, status: Int, since started: ContinuousClock.Instant) {
    let (timer, counter) = made.withLock { made in
      if let one = made[endpoint], let counter = one.counters[status] { return (one.timer, counter) }
      var one =
        made[endpoint]
        ?? Made(
          timer: Timer(
            label: "http.server.request.duration", dimensions: [("endpoint", endpoint)], preferredDisplayUnit: .seconds, factory: factory))
      let counter = Counter(
        label: "http.server.requests", dimensions: [("endpoint", endpoint), ("status", "\(status)")], factory: factory)
      one.counters[status] = counter
      made[endpoint] = one
      return (one.timer, counter)
    }
    counter.increment()
    timer.record(duration: ContinuousClock.now - started)
  }
}

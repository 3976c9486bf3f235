import Metrics
import Synchronization

/// How many requests each endpoint answered, and how long they took.
final class ServiceMetrics: Sendable {
  private struct Key: Hashable {
    let endpoint: String
    let status: Int
  }

  private let factory: any MetricsFactory
  private let counters = Mutex<[Key: Counter]>([:])
  private let timers = Mutex<[String: Timer]>([:])

  init(_ factory: any MetricsFactory) {
    self.factory = factory
  }

  func record(endpoint: String, status: Int, since started: ContinuousClock.Instant) {
    let key = Key(endpoint: endpoint, status: status)
    let counter = counters.withLock { counters in
      if let counter = counters[key] { return counter }
      let counter = Counter(
        label: "http.server.requests", dimensions: [("endpoint", endpoint), ("status", "\(status)")], factory: factory)
      counters[key] = counter
      return counter
    }
    counter.increment()
    let timer = timers.withLock { timers in
      if let timer = timers[endpoint] { return timer }
      let timer = Timer(
        label: "http.server.request.duration", dimensions: [("endpoint", endpoint)], preferredDisplayUnit: .seconds, factory: factory)
      timers[endpoint] = timer
      return timer
    }
    timer.record(duration: ContinuousClock.now - started)
  }
}

public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that writes what it was told in Prometheus' text format (0.0.4).
///
/// Counters and meters are as told; timers and recorders are histograms in fixed bounds. A metric of one name and the same dimensions is one series,
/// however often it is made.
public final class MetricsExporter: MetricsFactory {
  private let all = Mutex<[Series.Key: Series]>([:])

  /// An exporter without series.
  public init() {}

  /// The upper bounds of the buckets of timers, in seconds.
  public static let secondsBounds: [Double] = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]
  /// The upper bounds of the buckets of recorders.
  public static let valueBounds: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]

  private func series(_ label: String, _ dimensions: [(String, String)], _ kind: Series.Kind) -> Series {
    let key = Series.Key(label, dimensions, kind)
    return all.withLock { all in
      if let found = all[key] { return found }
      let made = Series(kind)
      all[key] = made
      return made
    }
  }

  private func remove(_ handler: AnyObject) { all.withLock { all in all = all.filter { $0.value !== handler } } }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { series(label, dimensions, .counter) }
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { series(label, dimensions, .gauge) }
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { series(label, dimensions, .seconds) }
  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    series(label, dimensions, .counter)
  }
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(label, dimensions, aggregate ? .values : .gauge)
  }

  public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }

  /// All series, in order of name and dimensions.
  public func text() -> String {
    let sorted = all.withLock { $0 }.sorted { $0.key < $1.key }
    var text = ""
    var last: String?
    for (key, series) in sorted {
      if key.name != last { text += "# TYPE \(key.name) \(series.kind.type)\n" }
      last = key.name
      text += series.text(key)
    }
    return text
  }
}

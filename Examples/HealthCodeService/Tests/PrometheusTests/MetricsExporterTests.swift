import CoreMetrics
import Prometheus
import Testing

@Suite struct MetricsExporterTests {
  @Test func aCounterOfOneNameIsOneSeriesHoweverOftenItIsMade() {
    let exporter = MetricsExporter()
    Counter(label: "http.requests", dimensions: [("status", "200")], factory: exporter).increment()
    Counter(label: "http.requests", dimensions: [("status", "200")], factory: exporter).increment(by: 2)
    #expect(exporter.text() == "# TYPE http_requests_total counter\nhttp_requests_total{status=\"200\"} 3\n")
  }

  @Test func aTimerIsAHistogramOfSecondsWhoseBucketsAddUp() {
    let exporter = MetricsExporter()
    let timer = Timer(label: "append.duration", factory: exporter)
    timer.recordNanoseconds(3_000_000)
    timer.recordNanoseconds(120_000_000_000)
    let lines = exporter.text().split(separator: "\n")
    #expect(lines.first == "# TYPE append_duration_seconds histogram")
    #expect(lines.contains("append_duration_seconds_bucket{le=\"0.001\"} 0"))
    #expect(lines.contains("append_duration_seconds_bucket{le=\"0.005\"} 1"))
    #expect(lines.contains("append_duration_seconds_bucket{le=\"60\"} 1"))
    #expect(lines.contains("append_duration_seconds_bucket{le=\"+Inf\"} 2"))
    #expect(lines.contains("append_duration_seconds_sum 120.003"))
    #expect(lines.contains("append_duration_seconds_count 2"))
  }

  @Test func labelsAreEscapedAndNamesBecomeLegal() {
    let exporter = MetricsExporter()
    Meter(label: "1st-map.use", dimensions: [("source", "a\"b\\c\nd")], factory: exporter).set(0.5)
    #expect(exporter.text() == "# TYPE _1st_map_use gauge\n_1st_map_use{source=\"a\\\"b\\\\c\\nd\"} 0.5\n")
  }

  @Test func aDestroyedMetricIsGone() {
    let exporter = MetricsExporter()
    let counter = Counter(label: "gone", factory: exporter)
    counter.increment()
    counter.destroy()
    #expect(exporter.text().isEmpty)
  }
}

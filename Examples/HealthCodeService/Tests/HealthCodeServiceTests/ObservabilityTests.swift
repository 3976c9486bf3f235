import CoreMetrics
import Foundation
import HTTPTypes
import InMemoryTracing
import Prometheus
import Synchronization
import Testing
import Tracing
import Tricolor

@testable import HealthCodeService

/// What the documentation says of the engine's metrics and spans, held against what an engine emits.
@Suite struct ObservabilityTests {
  /// A row of the documentation's table.
  private struct Metric: Hashable, CustomStringConvertible {
    let label: String
    let kind: String
    let dimensions: [String]

    var description: String { "\(label) \(kind) \(dimensions)" }
  }

  @Test func theDocumentationListsWhatIsEmitted() async throws {
    let (names, tracer) = (Names(), InMemoryTracer())
    MetricsSystem.bootstrap(names)
    InstrumentationSystem.bootstrap(tracer)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("observed-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let made = try Engine.create(at: path)
    try await made.append(MadeUpCity.drafts(at: Engine.systemClock(), personCount: 10))
    try await made.close()
    let engine = try Engine.open(at: path)
    try engine.liveColors().advance(to: Engine.systemClock())
    let person = PersonID(high: 1, low: 1)
    try await engine.append([
      Event(at: Engine.systemClock(), source: "laboratory", .test(person: person, method: .nucleicAcid, result: .positive))
    ])
    try engine.seal()
    _ = try await engine.view().recolor(at: Engine.systemClock())
    _ = try engine.checkpoint(origin: "tricolor.example/city")
    try engine.recordGauges()
    try await engine.close()
    let documentation = try Self.documentation()
    #expect(names.emitted.filter { $0.label.hasPrefix("tricolor.") } == Self.metrics(documentation))
    let spans = Set(tracer.finishedSpans.map(\.operationName)).filter { $0.hasPrefix("tricolor.") }
    #expect(!spans.isEmpty)
    for span in spans { #expect(documentation.contains("`\(span)`"), "\(span)") }
    #expect(spans == ["tricolor.seal", "tricolor.recolor"])
  }

  /// The service's own, of its README.
  @Test func theReadmeListsTheMetricsOfRequests() async throws {
    let service = try await TestService()
    _ = try await service.ask(.get, "/health")
    let text = service.service.exporter.text()
    let readme = try String(contentsOf: Self.file("../../README.md"), encoding: .utf8)
    for line in text.split(separator: "\n") where line.hasPrefix("# TYPE http_") {
      let words = line.split(separator: " ")
      #expect(readme.contains("`\(words[2]){") && readme.contains("| \(words[3]) |"), "\(line)")
    }
    #expect(text.contains("http_server_requests_total{endpoint=\"getHealth\",status=\"200\"} 1"))
    #expect(text.contains("http_server_request_duration_seconds_count{endpoint=\"getHealth\"} 1"))
  }

  private static func file(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(path)
  }

  private static func documentation() throws -> String {
    try String(contentsOf: file("../../../../Sources/Tricolor/Tricolor.docc/Observability.md"), encoding: .utf8)
  }

  private static func metrics(_ documentation: String) -> Set<Metric> {
    let rows = documentation.split(separator: "\n").filter { $0.hasPrefix("| `tricolor.") }
    return Set(
      rows.map { row in
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let dimensions = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "` ")) }
        return Metric(label: cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`")), kind: cells[1], dimensions: dimensions)
      })
  }

  /// A backend that takes down which metrics are made, and no values.
  private final class Names: MetricsFactory {
    private let all = Mutex<Set<Metric>>([])
    private let values = MetricsExporter()

    var emitted: Set<Metric> { all.withLock { $0 } }

    private func note(_ label: String, _ kind: String, _ dimensions: [(String, String)]) {
      _ = all.withLock { $0.insert(Metric(label: label, kind: kind, dimensions: dimensions.map(\.0))) }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
      note(label, "counter", dimensions)
      return values.makeCounter(label: label, dimensions: dimensions)
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
      note(label, "counter", dimensions)
      return values.makeFloatingPointCounter(label: label, dimensions: dimensions)
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
      note(label, "gauge", dimensions)
      return values.makeMeter(label: label, dimensions: dimensions)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
      note(label, aggregate ? "recorder" : "gauge", dimensions)
      return values.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
      note(label, "timer", dimensions)
      return values.makeTimer(label: label, dimensions: dimensions)
    }

    func destroyCounter(_ handler: any CounterHandler) { values.destroyCounter(handler) }
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { values.destroyFloatingPointCounter(handler) }
    func destroyMeter(_ handler: any MeterHandler) { values.destroyMeter(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { values.destroyRecorder(handler) }
    func destroyTimer(_ handler: any TimerHandler) { values.destroyTimer(handler) }
  }
}

import EventJSON
import EventLog
import Foundation
import RiskModel

/// An event as JSON: what is taken is written and read again as the same event, by JSON and by the log's codec.
///
/// With `FUZZ_DEFECT` set, a retraction ends the process: a defect that is found only by inputs that are valid events.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let value = try? JSONValue(parsing: bytes) else { return 0 }
  guard let again = try? JSONValue(parsing: Array(value.description.utf8)), again == value else {
    fatalError("JSON that changes when it is written")
  }
  guard let draft = try? Draft(json: value) else { return 0 }
  let event = draft.event
  guard let text = try? JSONValue(parsing: Array(event.json.utf8)), let same = try? Draft(json: text), same.event == event else {
    fatalError("an event that changes when it is written as JSON")
  }
  var builder = LogBlockBuilder(firstSequence: 7)
  builder.append(event, recordedAt: .earliest, target: event.fact.kind == .retraction ? 3 : nil)
  let stored = builder.finish(seed: Array(repeating: 1, count: 32))
  guard (try? read(stored.span.bytes)) == event else { fatalError("an event that changes when it is stored") }
  if event.fact.kind == .retraction, getenv("FUZZ_DEFECT") != nil { fatalError("the planted defect") }
  return 0
}

private func read(_ bytes: RawSpan) throws -> Event {
  let block = try LogBlock(bytes)
  guard case .event(let record) = try block.entry(7) else { fatalError("an event is stored as something else") }
  return try block.event(record).event
}

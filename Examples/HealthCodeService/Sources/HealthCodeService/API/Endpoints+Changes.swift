import AsyncAlgorithms
import Hummingbird
import HTTPTypes
import NIOCore
import ServiceLifecycle
import Tricolor

extension Endpoints {
  static let changes: [Endpoint] = [
    Endpoint(
      method: .get, path: "/v1/changes", name: "getChanges",
      summary: "Every change of color as a server-sent event, from Last-Event-ID on, and then live.",
      access: .to((.community, [.prevention]), (.investigator, [.prevention])),
      parameters: [
        Parameter(name: "Last-Event-ID", place: .header, schema: .string(), description: "The id of the last event that was taken."),
        .query("from", .string(among: ["start", "now"]), "where to begin without Last-Event-ID; now if left out"),
      ], answer: .other("text/event-stream", "A stream that ends when the client or the service does."),
      respond: { call in
        let after = try position(call)
        let changes = try call.service.colors.changes(after: after)
        let (service, caller) = (call.service, call.authorized)
        // An investigator for everywhere is recorded once, as asking about everyone; of all others each change that is shown has an entry.
        let isOfEveryone = caller.role == .investigator && caller.places == nil
        if isOfEveryone { try await service.asking.recordEveryone(by: caller) }
        let body = ResponseBody { writer in
          // The first bytes tell a proxy that the stream is there; a comment is no event.
          try await writer.write(ByteBuffer(string: ": changes after \(after.text)\n\n"))
          // A slow reader is waited for here, and costs the engine nothing: it keeps a position, and no buffer. A comment now and then shows that a
          // reader has gone, which would otherwise keep its place until the next change.
          let signs = AsyncTimerSequence.repeating(every: .seconds(15), clock: .continuous).map { _ in ": still here\n\n" }
          let shown = changes.filter { change in
            if isOfEveryone { return true }
            return try await !service.asking.shown(.color, of: [change], to: caller, { $0.person }).isEmpty
          }
          for try await text in merge(shown.map(\.serverSentEvent), signs).cancelOnGracefulShutdown() {
            // A stream outlives no token.
            guard service.now < caller.end else { break }
            try await writer.write(ByteBuffer(string: text))
          }
          try await writer.finish(nil)
        }
        return Response(
          status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
      })
  ]

  private static func position(_ call: Call) throws -> ColorChange.Position {
    if let id = call.headers[.lastEventID], !id.isEmpty {
      guard let position = ColorChange.Position(text: id) else { throw Problem.badRequest("no id of this stream", field: "Last-Event-ID") }
      return position
    }
    let from = try call.optional("from") { text in
      guard ["start", "now"].contains(text) else { throw FormatError(found: text, expected: "start or now") }
      return text
    }
    return from == "start" ? .start : call.service.colors.position
  }
}

extension ColorChange.Position {
  /// The position as the id of a server-sent event.
  var text: String { "\(sequence)-\(at.secondsSinceEpoch)-\(person)" }

  init?(text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let sequence = UInt64(parts[0]), let seconds = Int(parts[1]), let at = Instant(secondsSinceEpoch: seconds),
      let person = try? PersonID(String(parts[2]))
    else { return nil }
    self.init(sequence: sequence, at: at, person: person)
  }
}

extension ColorChange {
  /// The change as an event of a stream (HTML, section 9.2).
  fileprivate var serverSentEvent: String {
    let json = JSONValue.object([
      "person": .text(person), "from": .text(from), "to": .text(to), "at": .text(at), "cause": .text(cause.name),
      "sequence": .sequence(cause.sequence),
    ])
    return "id: \(position.text)\nevent: change\ndata: \(json.description)\n\n"
  }
}

extension ColorChange.Cause {
  fileprivate var name: String {
    switch self {
    case .event: "event"
    case .designation: "designation"
    case .policy: "policy"
    case .time: "time"
    }
  }

  fileprivate var sequence: UInt64? {
    switch self {
    case .event(let sequence), .designation(let sequence), .policy(let sequence): sequence
    case .time: nil
    }
  }
}

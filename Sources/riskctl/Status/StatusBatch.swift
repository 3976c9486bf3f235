import EventJSON
import Tricolor

/// Answers many questions, a line each, in their order.
struct StatusBatch {
  let asker: Asker<Reader>
  let latest: View
  /// What the questions imagine besides: another policy, evidence left out.
  let imagined: (View) throws -> View

  /// One question.
  private struct Question: Sendable {
    let person: PersonID
    let at: Instant
    let knownAt: KnownAt?

    init(json: JSONValue) throws(Fault) {
      var fields = try JSONFields(json, at: "")
      person = try fields.required("person", PersonID.init(_:))
      at = try fields.required("at", Instant.init(_:))
      switch fields.value("knownAt") {
      case nil, .null: knownAt = nil
      case .integer(let sequence) where sequence >= 0: knownAt = .sequence(UInt64(sequence))
      case .string(let text):
        do {
          knownAt = .recorded(by: try Instant(text.string))
        } catch {
          throw Fault(path: "knownAt", problem: error.description)
        }
      case .some(let other): throw Fault(path: "knownAt", problem: "\(other), expected a sequence or an instant")
      }
      try fields.finish()
    }
  }

  func answer(_ path: String) throws {
    let lines = try LineReader(path: path)
    let name = lines.name
    let byteCount = lines.byteCount
    var reader = RecordReader(lines) { json throws(Fault) in try Question(json: json) }
    var progress = Progress("answers")
    defer { progress.end() }
    var count = 0
    // Questions in a row often ask by one knowledge.
    var current: (cutoff: KnownAt, view: View) = (.latest, latest)
    // The asker may wait for an answer before it asks on: what is there is answered at once.
    while let questions = try reader.next(1_000, waits: false) {
      try asker.record(.status, about: questions.map(\.person))
      for question in questions {
        count += 1
        let cutoff = question.knownAt ?? .latest
        if cutoff == .latest {
          current = (cutoff, latest)
        } else if cutoff != current.cutoff {
          do {
            current = (cutoff, try imagined(try asker.store.view(asKnownAt: cutoff)))
          } catch let error as StoreError {
            switch error {
            case .beyondEnd, .stillGrowing: break
            default: throw error
            }
            throw InputError.refused(name: name, line: count, Fault(path: "knownAt", problem: error.description))
          }
        }
        do {
          try printJSON(try current.view.status(of: question.person, at: question.at).json)
        } catch let erased as PersonErased {
          try printJSON(erased.json)
        } catch let gone as EvidenceGone {
          try printJSON(gone.json)
        }
      }
      try Output.standard.flush()
      progress.update(count, fraction: byteCount.map { Double(reader.lines.position.byteCount) / Double(max($0, 1)) })
    }
  }
}

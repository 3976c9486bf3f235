import Pseudonyms
import Synchronization
import Tricolor

/// Turns the documents of a feed into pseudonyms, so that no document reaches the store.
final class Identification: Sendable {
  private let pseudonymizer: Pseudonymizer
  /// By the pseudonym of each document read since the links were last asked for: its pseudonyms under earlier keys. Empty where there are no such keys.
  private let earlier = Mutex<[PersonID: [PersonID]]>([:])

  /// The source of the links that join a person's pseudonym under the present key to one under an earlier key.
  private static let source = "key-rotation"

  private static let personKey = Text(unchecked: "person")

  init(_ pseudonymizer: Pseudonymizer) {
    self.pseudonymizer = pseudonymizer
  }

  /// The event of a line, with the pseudonym of `document` in the place of `person`.
  func draft(_ json: JSONValue) throws(Fault) -> Draft {
    guard case .object(let object) = json, let value = object["document"] else { return try Draft(json: json) }
    guard object["person"] == nil else { throw Fault(path: "document", problem: "beside person, expected one of them") }
    let document = try IdentityDocument(json: value, at: "document")
    let person = pseudonymizer.pseudonym(of: document)
    let members = object.members.map { member in
      member.key.string == "document" ? JSONObject.Member(key: Self.personKey, value: .text(person)) : member
    }
    let event: JSONObject
    do { event = try JSONObject(members) } catch { throw Fault(path: "", problem: error.description) }
    let draft = try Draft(json: .object(event))
    if pseudonymizer.hasEarlierKeys { earlier.withLock { $0[person] = pseudonymizer.earlierPseudonyms(of: document) } }
    return draft
  }

  /// The links to pseudonyms under earlier keys of which the store has events, for the documents of a batch that was just read; each has an identifier, so
  /// that it is stored once.
  func links(for drafts: [Draft], in engine: Engine) throws -> [Draft] {
    guard pseudonymizer.hasEarlierKeys else { return [] }
    var documents: [PersonID: [PersonID]] = [:]
    earlier.withLock { swap(&$0, &documents) }
    var links: [Draft] = []
    let knowledge = try engine.view()
    for draft in drafts {
      guard let present = draft.event.fact.person, let earlier = documents.removeValue(forKey: present) else { continue }
      let status = try knowledge.status(of: present, at: .earliest)
      for earlier in earlier where !status.pseudonyms.contains(earlier) {
        guard try !engine.leaves(of: .person(earlier), in: knowledge.knownAt).isEmpty else { continue }
        links.append(
          Draft(try Event(at: .earliest, source: Self.source, id: "\(present)\(earlier)", .link(person: present, same: earlier))))
      }
    }
    return links
  }
}

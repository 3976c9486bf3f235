import Pseudonyms
import Tricolor

/// Turns the documents of a feed into pseudonyms, so that no document reaches the store.
struct Identification: Sendable {
  private let pseudonymizer: Pseudonymizer

  /// The source of the links that join a person's pseudonym under the present key to one under an earlier key.
  private static let source = "key-rotation"

  private static let personKey = Text(unchecked: "person")

  init(_ pseudonymizer: Pseudonymizer) {
    self.pseudonymizer = pseudonymizer
  }

  /// Puts the pseudonym of `document` in the place of `person`; an event without a document stays as it is.
  ///
  /// - Returns: the event, and the document's pseudonyms.
  fileprivate func identify(_ json: JSONValue) throws(Fault) -> (JSONValue, IdentifiedDraft.Pseudonyms?) {
    guard case .object(let object) = json, let value = object["document"] else { return (json, nil) }
    guard object["person"] == nil else { throw Fault(path: "document", problem: "beside person, expected one of them") }
    let document = try IdentityDocument(json: value, at: "document")
    let person = pseudonymizer.pseudonym(of: document)
    let members = object.members.map { member in
      member.key.string == "document" ? JSONObject.Member(key: Self.personKey, value: .text(person)) : member
    }
    do {
      return (.object(try JSONObject(members)), IdentifiedDraft.Pseudonyms(person, pseudonymizer.earlierPseudonyms(of: document)))
    } catch {
      throw Fault(path: "", problem: error.description)
    }
  }

  /// The links to pseudonyms under earlier keys of which the store has events, for the persons of some events; each has an identifier, so that it is
  /// stored once.
  func links(for drafts: [IdentifiedDraft], in engine: Engine) throws -> [Draft] {
    guard pseudonymizer.hasEarlierKeys else { return [] }
    var seen: Set<PersonID> = []
    var links: [Draft] = []
    let knowledge = try engine.view()
    for draft in drafts {
      guard let document = draft.document, seen.insert(document.present).inserted else { continue }
      let present = document.present
      let status = try knowledge.status(of: present, at: .earliest)
      for earlier in document.earlier where !status.pseudonyms.contains(earlier) {
        guard try !engine.leaves(of: .person(earlier), in: knowledge.knownAt).isEmpty else { continue }
        links.append(
          Draft(try Event(at: .earliest, source: Self.source, id: "\(present)\(earlier)", .link(person: present, same: earlier))))
      }
    }
    return links
  }
}

/// A line of a feed as the event that is stored, with the pseudonyms that its document has.
struct IdentifiedDraft: Sendable {
  let draft: Draft
  /// Nil for an event without a document.
  let document: Pseudonyms?

  /// Apart from the event, since most feeds have none and a batch is copied now and then.
  final class Pseudonyms: Sendable {
    let present: PersonID
    let earlier: [PersonID]

    init(_ present: PersonID, _ earlier: [PersonID]) {
      self.present = present
      self.earlier = earlier
    }
  }

  /// An event that has no document.
  init(_ draft: Draft) {
    self.draft = draft
    document = nil
  }

  init(json: JSONValue, _ identities: Identification?) throws(Fault) {
    let (event, document) = try identities?.identify(json) ?? (json, nil)
    draft = try Draft(json: event)
    self.document = document
  }
}

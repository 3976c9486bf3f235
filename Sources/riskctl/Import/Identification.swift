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
  /// - Returns: the event, and the person's pseudonyms under earlier keys.
  fileprivate func identify(_ json: JSONValue) throws(Fault) -> (JSONValue, earlier: [PersonID], present: PersonID?) {
    guard case .object(let object) = json, let value = object["document"] else { return (json, [], nil) }
    guard object["person"] == nil else { throw Fault(path: "document", problem: "beside person, expected one of them") }
    let document = try IdentityDocument(json: value, at: "document")
    let person = pseudonymizer.pseudonym(of: document)
    let members = object.members.map { member in
      member.key.string == "document" ? JSONObject.Member(key: Self.personKey, value: .text(person)) : member
    }
    do {
      return (.object(try JSONObject(members)), pseudonymizer.earlierPseudonyms(of: document), person)
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
      guard let present = draft.present, seen.insert(present).inserted else { continue }
      let status = try knowledge.status(of: present, at: .earliest)
      for earlier in draft.earlier where !status.pseudonyms.contains(earlier) {
        guard try !engine.leaves(of: .person(earlier), in: knowledge.knownAt).isEmpty else { continue }
        links.append(
          Draft(try Event(at: .earliest, source: Self.source, id: "\(present)\(earlier)", .link(person: present, same: earlier))))
      }
    }
    return links
  }
}

/// A line of a feed as the event that is stored, with the pseudonyms that earlier keys gave its document.
struct IdentifiedDraft: Sendable {
  let draft: Draft
  let present: PersonID?
  let earlier: [PersonID]

  init(json: JSONValue, _ identities: Identification?) throws(Fault) {
    guard let identities else {
      draft = try Draft(json: json)
      (present, earlier) = (nil, [])
      return
    }
    let identified = try identities.identify(json)
    draft = try Draft(json: identified.0)
    (present, earlier) = (identified.present, identified.earlier)
  }
}

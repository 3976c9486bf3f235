/// The fields of an event besides its envelope, whatever its type: what the codecs read and write, field by field as ``EventType`` says.
package struct FactFields: Hashable, Sendable {
  package let kind: EventKind
  /// The codes of all fields that have one, in four bits.
  package var terms: UInt8
  package var person: PersonID?
  /// The one name that the event has besides its source: a place's path, or a word.
  package var name: Text?
  package var until: Instant?
  /// The second pseudonym: an index case, a proxy, or the other of two that are one person.
  package var other: PersonID?
  /// The text that is the event's own: a case, or a reason.
  package var note: Text?
  package var document: JSONValue?
  package var reference: EventReference?

  /// The fields that count no references.
  struct Plain {
    let kind: EventKind
    let terms: UInt8
    let person: PersonID?
    let until: Instant?
    let other: PersonID?

    @inline(__always)
    init(_ kind: EventKind, _ terms: UInt8 = 0, of person: PersonID? = nil, until: Instant? = nil, other: PersonID? = nil) {
      (self.kind, self.terms, self.person, self.until, self.other) = (kind, terms, person, until, other)
    }
  }

  package init(
    _ kind: EventKind, _ terms: UInt8 = 0, of person: PersonID? = nil, name: Text? = nil, until: Instant? = nil, other: PersonID? = nil,
    note: Text? = nil
  ) {
    self.init(Plain(kind, terms, of: person, until: until, other: other), name: name, note: note)
  }

  @inline(__always)
  init(_ plain: Plain, name: Text? = nil, note: Text? = nil, document: JSONValue? = nil, reference: EventReference? = nil) {
    (kind, terms, person, until, other) = (plain.kind, plain.terms, plain.person, plain.until, plain.other)
    (self.name, self.note, self.document, self.reference) = (name, note, document, reference)
  }

  /// The type and terms in one byte.
  package var eventClass: EventClass { EventClass(kind, terms) }

  /// The place that the event names.
  package var place: Place? { kind.hasPlace ? name.map { Place(unchecked: $0.string) } : nil }

  /// The name as it stands in the directory that numbers names: a place, or a word as one (``Place/init(word:)``).
  package var directoryName: Place? { kind.hasWord ? name.map { Place(word: $0) } : place }
}

/// A field that an event of its type always has, and these fields do not.
package struct MissingField: Error, Hashable {
  package let key: String
}

/// What ``Fact/init(_:)`` asks for.
extension FactFields {
  private func present<T>(_ value: T?, _ key: String) throws(MissingField) -> T {
    guard let value else { throw MissingField(key: key) }
    return value
  }

  func thePerson() throws(MissingField) -> PersonID { try present(person, "person") }
  func theOther() throws(MissingField) -> PersonID { try present(other, "other pseudonym") }
  func thePlace() throws(MissingField) -> Place { Place(unchecked: try present(name, "place").string) }
  func theWord() throws(MissingField) -> Text { try present(name, "name") }
  func theNote() throws(MissingField) -> Text { try present(note, "note") }
  func theDocument() throws(MissingField) -> JSONValue { try present(document, "document") }
  func theReference() throws(MissingField) -> EventReference { try present(reference, "target") }
  func term<T: EventTerm>() throws(MissingField) -> T { try present(T(terms: terms), T.key) }
}

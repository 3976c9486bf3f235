public import RiskInquiry
public import RiskModel
public import Tricolor

/// Everyone who has a contact that names one index case, with what would change if those contacts were withdrawn.
public struct Cascade: Hashable, Sendable {
  /// One person.
  public struct Member: Hashable, Sendable {
    /// The person that has the contacts.
    public let person: PersonID
    /// The known contacts that name the index case, in order of sequence.
    public let contacts: [UInt64]
    /// What withdrawing them changes in the person's color; no interval where nothing does.
    public let change: Difference

    /// The form that answers print.
    public var json: JSONValue {
      .object([
        "person": .text(person), "contacts": .array(contacts.map { .sequence($0) }), "intervals": .array(change.intervals.map(\.json)),
      ])
    }
  }

  /// The index case.
  public let index: PersonID
  /// In ascending order of person.
  public let members: [Member]

  /// Every contact that names the index case, in order of sequence.
  public var contacts: [UInt64] { members.flatMap(\.contacts).sorted() }

  /// The form that answers print.
  public var json: JSONValue { .object(["index": .text(index), "members": .array(members.map(\.json))]) }
}

extension View {
  /// Everyone who has a known contact with an index case (`to`, by any pseudonym of that person), and what would change without it.
  ///
  /// - Complexity: one pass over the log's records, some 10 ns each; two folds for each person found.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func cascade(from index: PersonID) throws -> Cascade {
    try reader.whileNothingIsErased { try cascaded(from: index) }
  }

  private func cascaded(from index: PersonID) throws -> Cascade {
    let indexes = Set(person(of: index).pseudonyms)
    var contacts: [PersonID: [UInt64]] = [:]
    for addition in additions.list {
      guard case .contact(let pseudonym, _, let to?) = addition.event.fact, indexes.contains(to) else { continue }
      contacts[person(of: pseudonym).least, default: []].append(addition.sequence)
    }
    try reader.log.environment.read { transaction in
      try reader.log.forEachRecord(from: 1, transaction) { record, _ in
        guard record.sequence <= knownAt else { return false }
        if record.eventClass.kind == .contact, let to = record.other, indexes.contains(to), let pseudonym = record.person {
          contacts[person(of: pseudonym).least, default: []].append(record.sequence)
        }
        return true
      }
    }
    let members = try contacts.sorted { $0.key < $1.key }.compactMap { person, named -> Cascade.Member? in
      let known = Set(try events(of: self.person(of: person), answering: nil).map(\.sequence))
      let contacts = named.filter(known.contains).sorted()
      guard !contacts.isEmpty else { return nil }
      return Cascade.Member(
        person: person, contacts: contacts, change: try reader.difference(from: self, to: try without(contacts), of: person))
    }
    return Cascade(index: index, members: members)
  }
}

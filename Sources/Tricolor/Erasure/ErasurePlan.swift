internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// What the erasure of some persons takes out of a store, found before anything is changed.
struct ErasurePlan: Sendable {
  /// What the statement of one person's erasure says.
  struct Erased: Sendable {
    var keys: [MapKey]
    var eventCount: Int
    /// The least sequence of an event; nil where the person is only named by others.
    var firstEvent: UInt64?
    var severed: [Erasure.Severance]
  }

  private(set) var persons: [Erased] = []
  /// Those of all of them.
  private(set) var pseudonyms: Set<PersonID> = []
  /// What goes from the log.
  private(set) var redaction = LogRedaction()
  /// The names that go from the directory of places and words, by number.
  private(set) var names: [PlaceNumber: Place] = [:]

  /// What is there again, in a store that was restored, of erased persons.
  init(restored pseudonyms: [PersonID], in engine: Reader) throws {
    try add(pseudonyms, engine)
  }

  /// - Throws: ``ErasureError``.
  init(of asked: [PersonID], in engine: Reader) throws {
    let view = try engine.view()
    for pseudonym in asked {
      if let erasure = engine.erasure(of: pseudonym) {
        throw ErasureError.alreadyErased(person: pseudonym, sequence: erasure.sequence)
      }
      try Self.check(view.person(of: pseudonym), view)
    }
    try add(asked, engine)
    if redaction.isEmpty { throw ErasureError.nothingKnown(person: asked[0]) }
  }

  /// Refuses what may not be erased yet.
  ///
  /// - Throws: ``ErasureError``.
  static func check(_ person: Person, _ view: View) throws {
    let events = try view.remainingEvents(of: person)
    for event in events where event.eventClass.kind == .attestation && event.until > view.reader.surroundings.clock() {
      guard try view.path(of: event.place) == Place(word: Text(unchecked: LegalHold.kind)) else { continue }
      throw ErasureError.legalHold(person: person.least, sequence: event.sequence)
    }
    if let open = try view.openCase(in: events) { throw ErasureError.openAppeal(person: person.least, case: open) }
  }

  private mutating func add(_ asked: [PersonID], _ engine: Reader) throws {
    let view = try engine.view()
    let links = Dictionary(grouping: engine.state.withLock { $0.links.flatMap { [($0.linked.person, $0), ($0.linked.same, $0)] } }) { $0.0 }
    var given: Set<PlaceNumber> = []
    for pseudonym in asked where !pseudonyms.contains(pseudonym) {
      let person = view.person(of: pseudonym)
      let links = person.pseudonyms.flatMap { links[$0] ?? [] }.map(\.1)
      try add(person, links, engine, &given)
    }
    guard let derived = engine.derived else { return }
    let trace = try ErasureTrace(of: pseudonyms, given, besides: Set(redaction.erased.keys), engine.log, derived)
    (redaction.unnamed, names) = (trace.mentions, trace.names)
  }

  /// Adds what is said of a person, and the names that the person's events give.
  private mutating func add(_ person: Person, _ links: [RecordedLink], _ engine: Reader, _ given: inout Set<PlaceNumber>) throws {
    var sequences: [UInt64: [MapKey]] = [:]
    for pseudonym in person.pseudonyms {
      pseudonyms.insert(pseudonym)
      let history = try engine.history(of: pseudonym)
      let keys = [Subject.person(pseudonym).key]
      for event in history.events {
        sequences[event.sequence] = keys
        // A registration has no name: what stands there distinguishes pseudonyms.
        if event.eventClass.kind?.hasName == true { given.insert(event.place) }
      }
      for retraction in history.retractions { sequences[retraction.sequence] = keys }
    }
    var severed: [Erasure.Severance] = []
    for link in links {
      let linked = [link.linked.person, link.linked.same]
      let keys = linked.map { Subject.links($0).key }
      sequences[link.sequence] = keys
      guard link.retractedBy < .max else { continue }
      sequences[link.retractedBy] = keys
      for other in linked where !person.pseudonyms.contains(other) {
        severed.append(Erasure.Severance(key: Subject.person(other).key, link: link.sequence, retraction: link.retractedBy))
      }
    }
    persons.append(
      Erased(
        keys: person.pseudonyms.flatMap { [Subject.person($0).key, Subject.links($0).key] },
        eventCount: sequences.keys.count { redaction.erased[$0] == nil }, firstEvent: sequences.keys.min(), severed: severed))
    redaction.erased.merge(sequences) { known, _ in known }
  }
}

/// Where else persons and names stand that are about to go.
struct ErasureTrace: Sendable {
  /// The events of others that name the persons.
  let mentions: Set<UInt64>
  /// The names that no other event gives, by number.
  let names: [PlaceNumber: Place]

  /// - Parameters:
  ///   - given: the names that the events that go give.
  ///   - sequences: the events that go.
  /// - Complexity: O(log blocks + places).
  init(of persons: Set<PersonID>, _ given: Set<PlaceNumber>, besides sequences: Set<UInt64>, _ log: EventLog, _ derived: DerivedTables)
    throws
  {
    (mentions, names) = try log.environment.read { transaction in
      /// The names given and those above, with the number above each.
      var candidates: [PlaceNumber: (path: Place, parent: PlaceNumber)] = [:]
      for number in given {
        var next = number
        while next != .none, candidates[next] == nil {
          let parent = try derived.withRow(of: next, transaction) { try $0.parent() }
          candidates[next] = (try derived.path(of: next, transaction), parent)
          next = parent
        }
      }
      let mentions = try log.mentions(of: persons, names: Set(candidates.values.map(\.path.path)), besides: sequences)
      var staying = Set(candidates.filter { mentions.sharedNames.contains($0.value.path.path) }.keys)
      try derived.forEachParent(besides: candidates, transaction) { staying.insert($0) }
      // What is above a place that stays, stays.
      for place in staying {
        var next = place
        while next != .none {
          staying.insert(next)
          next = candidates[next]?.parent ?? .none
        }
      }
      return (Set(mentions.sequences), candidates.filter { !staying.contains($0.key) }.mapValues(\.path))
    }
  }
}

extension DerivedTables {
  /// Gives those of some places that have another place right below them.
  ///
  /// - Complexity: O(places after the first of them), some 50 ns each.
  fileprivate func forEachParent(
    besides some: [PlaceNumber: (path: Place, parent: PlaceNumber)], _ transaction: borrowing ReadTransaction,
    _ body: (PlaceNumber) -> Void
  ) throws {
    guard let first = some.keys.map(\.rawValue).min() else { return }
    try transaction.withCursor(over: places) { cursor in
      var isThere = try cursor.seek(atOrAfter: UInt64(first) + 1)
      while isThere {
        let parent = PlaceNumber(try cursor.value.integer(at: PlaceRow.parentOffset))
        if parent != .none, some[parent] != nil {
          let number = PlaceNumber(UInt32(truncatingIfNeeded: try cursor.key.integer(UInt64.self, at: 0).byteSwapped))
          // A row without its name, which was erased, is below nothing any more.
          if some[number] == nil, try !withRow(of: number, transaction, { try $0.isUnnamed() }) { body(parent) }
        }
        isThere = try cursor.next()
      }
    }
  }
}

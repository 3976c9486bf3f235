import EventJSON
import EventLog
import RiskModel
import Testing

/// Each type of event by each codec. What is asked for follows from ``EventType``, so a type that is added is asked for too; a type that a codec
/// forgets is another event when it is read again.
@Suite struct EventTypeTests {
  @Test(arguments: EventKind.allCases) func aFactIsItsFields(kind: EventKind) throws {
    for fields in Samples.fields(of: kind) {
      let fact = try Fact(fields)
      #expect(fact.kind == kind && fact.fields == fields && fact.eventClass == EventClass(kind, fields.terms))
      #expect(fact.person == fields.person && fact.until == fields.until && (fact.place != nil) == kind.hasPlace)
    }
  }

  @Test(arguments: EventKind.allCases) func jsonIsReadAsItIsWritten(kind: EventKind) throws {
    for event in try Samples.events(of: kind) {
      let draft = try Draft(json: JSONValue(parsing: Array(event.json.utf8)))
      #expect(draft.event == event, "\(event.json)")
      #expect(draft.event.json == event.json)
    }
  }

  @Test(arguments: EventKind.allCases) func eachFieldThatIsRequiredIsMissed(kind: EventKind) throws {
    let event = try #require(try Samples.events(of: kind).last)
    guard case .object(let object) = try JSONValue(parsing: Array(event.json.utf8)) else {
      throw FormatError(found: "", expected: "an object")
    }
    let keys = (kind.hasPerson ? ["person"] : []) + kind.type.fields.filter(\.isRequired).map(\.key)
    for key in keys {
      let left = try JSONObject(object.members.filter { $0.key.string != key })
      #expect(throws: Fault.self, "\(kind.text) without \(key)") { try Draft(json: .object(left)) }
    }
  }

  @Test(arguments: EventKind.allCases, [LogBlock.Form.sealedMentions, []]) func aRecordIsReadAsItIsWritten(
    kind: EventKind, form: LogBlock.Form
  ) throws {
    let events = try Samples.events(of: kind)
    var builder = LogBlockBuilder(firstSequence: 7, form)
    for event in events { builder.append(event, recordedAt: .earliest, target: kind.subject == .target ? 3 : nil) }
    let bytes = builder.finish(seed: Array(repeating: 1, count: 32))
    // Safe: bytes are their own raw representation.
    let block = unsafe try LogBlock(bytes.span.bytes)
    for (index, event) in events.enumerated() {
      guard case .event(let record) = try block.entry(7 + UInt64(index)) else { throw FormatError(found: "", expected: "an event") }
      #expect(try block.event(record).event == event)
      #expect((record.person != nil) == kind.hasPerson && (record.target != nil) == (kind.subject == .target))
    }
  }

  /// A head says what its record says, and where it says that its record ends, the next one begins: an event that is passed over hides no other.
  @Test(arguments: EventKind.allCases) func aRecordIsPassedOverByItsHead(kind: EventKind) throws {
    let end = Event(uncheckedAt: .latest, source: "end", id: nil, evidence: nil, fact: try Fact(Samples.fields(of: .placeRisk)[0]))
    var builder = LogBlockBuilder(firstSequence: 7, .sealedMentions)
    let events = try Samples.events(of: kind).flatMap { [$0, end] }
    for event in events { builder.append(event, recordedAt: .earliest, target: event.fact.kind.subject == .target ? 3 : nil) }
    let bytes = builder.finish(seed: Array(repeating: 1, count: 32))
    // Safe: bytes are their own raw representation.
    let block = unsafe try LogBlock(bytes.span.bytes)
    var (passed, given) = (0, [] as [Event])
    try block.forEachEntry(from: 7, looksAtHeads: true) { head, sequence in
      passed += 1
      #expect(head.person == Samples.person && head.recordedAt == .earliest)
      guard case .event(let record) = try block.entry(sequence) else { throw FormatError(found: "", expected: "an event") }
      #expect(head.eventClass == record.eventClass && head.at == record.at && head.until == record.until && head.name == record.name)
      return true
    } _: { entry in
      guard case .event(let record) = entry else { throw FormatError(found: "", expected: "an event") }
      given.append(try block.event(record).event)
      return true
    }
    #expect(passed == (kind.subject == .person ? events.count / 2 : 0))
    #expect(given == (kind.subject == .person ? events.filter { $0.source == "end" } : events))
  }

  /// Events that differ in any field have leaves that differ.
  @Test(arguments: EventKind.allCases) func aLeafCommitsToEachField(kind: EventKind) throws {
    let events = try Samples.events(of: kind)
    let leaves = events.map { event in
      EventLeaf(
        event: RecordedEvent(sequence: 9, recordedAt: .earliest, event: event), target: kind.subject == .target ? 3 : nil,
        salt: Array(repeating: 0, count: EventLeaf.saltByteCount)
      ).bytes
    }
    #expect(Set(leaves).count == Set(events).count)
  }

  @Test func codesAndWordsAreUnique() {
    #expect(Set(EventKind.allCases.map(\.text)).count == EventKind.allCases.count)
    for kind in EventKind.allCases {
      var taken: UInt8 = 0
      for field in kind.type.fields {
        let bits = field.mask << field.shift
        #expect(taken & bits == 0 && bits < 16, "\(kind.text).\(field.key) has bits that another field has")
        taken |= bits
      }
      #expect(kind.rawValue < 16 || taken == 0, "\(kind.text): a type with a code from 16 on has no terms")
      // What is said and varied is what there is.
      #expect(kind.type.spoken.map(\.key).sorted() == kind.type.fields.map(\.key).sorted())
      #expect(kind.type.varied.map(\.key).sorted() == kind.type.fields.map(\.key).sorted())
      // A record has room for one of each.
      #expect(kind.type.fields.count { if case .note = $0.content { true } else { false } } <= 1)
      #expect(!(kind.hasPlace && kind.hasWord))
    }
  }
}

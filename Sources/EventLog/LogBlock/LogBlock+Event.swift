package import RiskModel

extension LogBlock {
  /// The whole event of a record.
  ///
  /// - Throws: ``DamagedBytes`` where the record is no event.
  package func event(_ record: LogRecord) throws(DamagedBytes) -> RecordedEvent {
    func text(_ range: Range<Int>?) throws(DamagedBytes) -> Text? {
      guard let range else { return nil }
      return try bytes.text(at: range.lowerBound, byteCount: range.count)
    }
    let event = Event(
      uncheckedAt: record.at, source: try self.text(record.source), id: try text(record.id), evidence: try text(record.evidence),
      fact: try fact(record, note: try text(record.note)))
    return RecordedEvent(sequence: record.sequence, recordedAt: record.recordedAt, event: event)
  }

  /// The agency that asserts a record.
  package func source(of record: LogRecord) throws(DamagedBytes) -> Text { try text(record.source) }

  /// The place that a record names, or the word, as it stands in the directory of names.
  package func directoryName(_ index: UInt16) throws(DamagedBytes) -> Place { Place(unchecked: try text(index).string) }

  private func fact(_ record: LogRecord, note: Text?) throws(DamagedBytes) -> Fact {
    let term = record.eventClass
    func required<T>(_ value: T?, _ name: String) throws(DamagedBytes) -> T {
      guard let value else { throw DamagedBytes("record \(record.sequence) has no valid \(name)") }
      return value
    }
    func person() throws(DamagedBytes) -> PersonID { try required(record.person, "person") }
    func place() throws(DamagedBytes) -> Place { try directoryName(try required(record.name, "name")) }
    func word() throws(DamagedBytes) -> Text { Text(unchecked: String(try place().path.string.utf8.dropFirst()) ?? "") }
    switch try required(term.kind, "type") {
    case .test:
      return .test(person: try person(), method: try required(term.testMethod, "method"), result: try required(term.testResult, "result"))
    case .diagnosis: return .diagnosis(person: try person(), status: try required(term.diagnosisStatus, "status"))
    case .contact: return .contact(person: try person(), degree: try required(term.contactDegree, "degree"), to: record.other)
    case .symptom:
      return .symptom(
        person: try person(), signs: try required(term.signs, "signs"), epidemiologicalHistory: term.epidemiologicalHistory)
    case .stay: return .stay(person: try person(), place: try place(), until: record.until.ifEver)
    case .entry: return .entry(person: try person(), from: try place())
    case .quarantine:
      return .quarantine(
        person: try person(), phase: try required(term.quarantinePhase, "phase"), mode: try required(term.quarantineMode, "mode"))
    case .determination:
      return .determination(person: try person(), finding: try required(term.finding, "finding"), until: record.until.ifEver)
    case .registration:
      return .registration(
        person: try person(), phase: try required(term.registrationPhase, "phase"),
        channel: try required(term.registrationChannel, "channel"), by: record.other)
    case .appeal:
      return .appeal(
        person: try person(), case: try required(note, "case"), phase: try required(term.appealPhase, "phase"),
        channel: try required(term.appealChannel, "channel"))
    case .vaccination: return .vaccination(person: try person(), dose: try required(term.dose, "dose"), product: try word())
    case .attestation: return .attestation(person: try person(), kind: try word(), until: record.until.ifEver)
    case .link: return .link(person: try person(), same: try required(record.other, "other pseudonym"))
    case .placeRisk: return .placeRisk(place: try place(), level: try required(term.riskLevel, "level"), until: record.until.ifEver)
    case .policy:
      let range = try required(record.document, "document")
      return .policy(try JSONValue(stored: bytes.extracting(range)))
    case .retraction:
      let reference: EventReference
      if let source = record.targetSource, let range = record.targetID {
        reference = .identifier(source: try text(source), id: try bytes.text(at: range.lowerBound, byteCount: range.count))
      } else {
        reference = .sequence(try required(record.target, "target"))
      }
      return .retraction(of: reference, reason: try required(note, "reason"))
    }
  }
}

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
      uncheckedAt: record.at, source: try source(of: record), id: try text(record.id).map { EventIdentifier(unchecked: $0) },
      evidence: try text(record.evidence),
      fact: try fact(record, note: try text(record.note)))
    return RecordedEvent(sequence: record.sequence, recordedAt: record.recordedAt, event: event)
  }

  /// The agency that asserts a record.
  package func source(of record: LogRecord) throws(DamagedBytes) -> EventSource {
    EventSource(unchecked: try text(record.source))
  }

  /// The place that a record names, or the word, as it stands in the directory of names.
  package func directoryName(_ index: UInt16) throws(DamagedBytes) -> Place { Place(unchecked: try text(index).string) }

  private func fact(_ record: LogRecord, note: Text?) throws(DamagedBytes) -> Fact {
    guard let kind = record.eventClass.kind else { throw DamagedBytes("record \(record.sequence) has no valid type") }
    var fields = FactFields(kind, record.eventClass.detail, of: record.person, until: record.until.ifEver, other: record.other, note: note)
    if let name = record.name {
      let path = try text(name)
      fields.name = kind.hasWord ? Text(unchecked: String(path.string.utf8.dropFirst()) ?? "") : path
    }
    if let document = record.document { fields.document = try JSONValue(stored: bytes.extracting(document)) }
    if let source = record.targetSource, let id = record.targetID {
      fields.reference = .identifier(
        source: EventSource(unchecked: try text(source)),
        id: EventIdentifier(unchecked: try bytes.text(at: id.lowerBound, byteCount: id.count)))
    } else if let target = record.target {
      fields.reference = .sequence(target)
    }
    do {
      return try Fact(fields)
    } catch {
      throw DamagedBytes("record \(record.sequence) has no valid \(error.key)")
    }
  }
}

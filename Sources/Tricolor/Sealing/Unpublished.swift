import EventLog
internal import Histories
import LMDB
import RiskFold
import RiskModel

/// What a state knows of places, designations and policies that is not sealed yet.
struct Unpublished: Sendable {
  /// The last sequence that is taken in.
  var position: UInt64
  var recordedAt: Instant
  var places: PlaceDirectory
  var circumstances: [CircumstanceRecord]
  var designations: Designations
  /// Retractions of sealed designations, by place.
  var retractions: [PlaceNumber: [CircumstanceRecord]]
}

extension EngineState {
  /// What is to be written when everything up to here is sealed. O(1).
  var unpublished: Unpublished {
    Unpublished(
      position: position, recordedAt: recordedAt, places: places, circumstances: unsealedCircumstances, designations: designations.recent,
      retractions: designations.retractions)
  }
}

extension DerivedTables {
  /// Writes what is new, if anything is, and a manifest that names it and the runs of `named`.
  ///
  /// - Returns: the manifest that was written.
  /// - Complexity: O(places with news · log places, and the designations there).
  func publish(
    _ named: Manifest, _ news: Unpublished?, of log: EventLog, _ transaction: borrowing WriteTransaction
  ) throws -> Manifest {
    var published = named
    published.generation += 1
    if let news { try write(news, of: log, into: &published, transaction) }
    try transaction.put(published.bytes, at: Self.manifestKey, in: manifest)
    return published
  }

  private func write(
    _ news: Unpublished, of log: EventLog, into published: inout Manifest, _ transaction: borrowing WriteTransaction
  ) throws {
    let added = DerivedTable.News(unpublished: news, sealedThrough: published.sealedThrough, log: log)
    published.sealedThrough = news.position
    published.recordedAt = news.recordedAt
    published.placeCount = UInt64(news.places.count)
    for table in all { try table.upkeep.seal?(self, added, &published, transaction) }
  }

  /// Writes the policies and links that are new, and their retractions.
  func writeCircumstances(_ news: Unpublished, into published: inout Manifest, _ transaction: borrowing WriteTransaction) throws {
    let others = news.circumstances.filter { !$0.isOfDesignation }
    if let first = others.first {
      var value = ByteWriter(reservingBytes: others.reduce(0) { $0 + $1.byteCount })
      for record in others { record.write(to: &value) }
      try transaction.append(value.bytes, at: first.sequence, in: circumstances)
      published.circumstancesChecksum = Checksum.chained(published.circumstancesChecksum, value.bytes)
    }
  }

  /// Writes the rows of places that are new or have other designations than before.
  func writePlaces(_ news: Unpublished, _ transaction: borrowing WriteTransaction) throws {
    let sealedCount = news.places.sealedCount
    let sealed = Set(news.designations.designatedPlaces.prefix { $0.rawValue <= sealedCount }).union(
      news.retractions.keys.filter { $0.rawValue <= sealedCount })
    for place in sealed.sorted(by: { $0.rawValue < $1.rawValue }) {
      let row = try withRow(of: place, transaction) { (parent: try $0.parent(), name: try $0.name(), events: try $0.events()) }
      var designations = Designations(ofFewPlaces: true)
      designations.load(row.events, at: place)
      designations.insert(news.designations[place], at: place)
      for retraction in news.retractions[place] ?? [] { _ = designations.apply(retraction) }
      try transaction.put(
        PlaceRow.bytes(of: place, parent: row.parent, name: row.name, designations[place]), at: UInt64(place.rawValue), in: places)
    }
    // Made on all cores, since each row's designations are somewhere else in memory; put into the table one after another.
    let rows = try news.places.unsealed.mapOnAllCores(inParts: 16) { part in
      part.indices.map { index in
        let (place, number) = (part[index], PlaceNumber(UInt32(sealedCount + index + 1)))
        let name = place.parent == .none ? place.path.path : place.path.name
        return PlaceRow.bytes(of: number, parent: place.parent, name: name, news.designations[number])
      }
    }
    for (index, row) in rows.enumerated() { try transaction.append(row, at: UInt64(sealedCount + index + 1), in: places) }
  }

  /// Notes the numbers of the places that are new, in the order of the table.
  func note(_ directory: PlaceDirectory, _ transaction: borrowing WriteTransaction) throws {
    let numbered = directory.unsealed.enumerated().filter { !$1.isUnnamed }.map { index, place in
      (key: key(of: place.path), number: PlaceNumber(UInt32(directory.sealedCount + index + 1)))
    }
    for place in numbered.sorted(by: { ($0.key, $0.number.rawValue) < ($1.key, $1.number.rawValue) }) {
      try note(place.number, at: place.key, transaction)
    }
  }
}

@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// What a state knows of places, designations and policies that is not sealed yet.
struct Unpublished: Sendable {
  /// The last sequence that is taken in.
  var position: UInt64
  var recordedAt: Instant
  /// Places in order of number, each with the place above.
  var places: [(path: Place, parent: PlaceNumber)]
  /// The number of the last of them.
  var placeCount: Int
  var circumstances: [CircumstanceRecord]
}

extension EngineState {
  /// What is to be written when everything up to here is sealed.
  ///
  /// - Complexity: O(places and circumstances since the last seal).
  var unpublished: Unpublished {
    let placeCount = places.tree.count
    let first = placeCount - places.unsealed.count + 1
    return Unpublished(
      position: position, recordedAt: recordedAt,
      places: places.unsealed.enumerated().map { ($1, places.tree.parent(of: PlaceNumber(UInt32(first + $0)))) },
      placeCount: placeCount, circumstances: unsealedCircumstances)
  }
}

extension DerivedTables {
  /// Writes what is new, if anything is, and a manifest that names it and the runs of `named`.
  ///
  /// - Returns: the manifest that was written.
  func publish(_ named: Manifest, _ news: Unpublished?, _ transaction: borrowing WriteTransaction) throws -> Manifest {
    var published = named
    published.generation += 1
    if let news { try write(news, into: &published, transaction) }
    try transaction.put(published.bytes, at: Self.manifestKey, in: manifest)
    return published
  }

  private func write(_ news: Unpublished, into published: inout Manifest, _ transaction: borrowing WriteTransaction) throws {
    published.sealedThrough = news.position
    published.recordedAt = news.recordedAt
    published.placeCount = UInt64(news.placeCount)
    for (index, place) in news.places.enumerated() {
      let number = UInt32(news.placeCount - news.places.count + 1 + index)
      var value = ByteWriter()
      value.write(place.parent.rawValue)
      value.write(place.path.path.string)
      try transaction.append(value.bytes, at: UInt64(number), in: places)
      published.placesChecksum = Checksum.chained(published.placesChecksum, value.bytes)
      var numberBytes = ByteWriter()
      numberBytes.write(number)
      try transaction.put(numberBytes.bytes, at: Array(place.path.path.string.utf8), in: placeNumbers)
    }
    if let first = news.circumstances.first {
      var value = ByteWriter(reservingBytes: news.circumstances.reduce(0) { $0 + $1.byteCount })
      for record in news.circumstances { record.write(to: &value) }
      try transaction.append(value.bytes, at: first.sequence, in: circumstances)
      published.circumstancesChecksum = Checksum.chained(published.circumstancesChecksum, value.bytes)
    }
  }
}

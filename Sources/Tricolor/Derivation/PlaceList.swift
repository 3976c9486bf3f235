@_spi(Internals) import EventLog
@_spi(Internals) import RiskModel

/// The places of a segment of the log, numbered from 1 in the order in which it first names them.
struct PlaceList: Sendable {
  private(set) var places: [Place] = []
  /// By the checksum of the path; where another path has it already, by the next number that is free.
  private var numbers: [UInt64: UInt32] = [:]

  /// The number of the place of a path.
  ///
  /// - Complexity: O(bytes).
  mutating func number(of path: RawSpan) throws(DamagedBytes) -> UInt32 {
    var key = Checksum.of(path)
    while let known = numbers[key] {
      if path.isEqual(to: places[Int(known) - 1].path.string) { return known }
      key &+= 1
    }
    places.append(Place(unchecked: try path.text(at: 0, byteCount: path.byteCount).string))
    numbers[key] = UInt32(places.count)
    return UInt32(places.count)
  }
}

extension RawSpan {
  fileprivate func isEqual(to text: String) -> Bool {
    let utf8 = text.utf8Span.span
    guard utf8.count == byteCount else { return false }
    for index in 0..<byteCount {
      // Safe: the index is below both counts.
      if unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self) != utf8[index] { return false }
    }
    return true
  }
}

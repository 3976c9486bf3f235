import EventLog
import RiskFold
import RiskModel
import Testing

@testable import Histories

@Suite struct PlaceRowTests {
  private let place = PlaceNumber(70_000)
  private let name = Text(unchecked: "青木关镇除中风险区外的其他区域")

  private func event(
    _ at: UInt32, until: UInt32? = nil, _ sequence: UInt64, retractedBy: UInt64 = .max, _ level: RiskLevel
  ) -> DesignationEvent {
    DesignationEvent(
      at: Instant(uncheckedSeconds: at), until: until.map { Instant(uncheckedSeconds: $0) } ?? .never, sequence: sequence,
      retractedBy: retractedBy, level: level)
  }

  /// Each level, ends or none, retractions or none, and the least and the greatest of everything.
  private var events: [DesignationEvent] {
    let greatest: UInt64 = 1 << 48 - 1
    return RiskLevel.allCases.enumerated().map { index, level in
      event(1_640_995_200 + UInt32(index) * 86_400, until: index % 2 == 0 ? 1_641_995_200 + UInt32(index) : nil, 7 + UInt64(index), level)
    } + [
      event(Instant.latest.secondsSinceEpoch - 1, until: Instant.latest.secondsSinceEpoch, 3, retractedBy: 4, .high),
      event(Instant.latest.secondsSinceEpoch, greatest - 1, retractedBy: greatest, .low),
      event(Instant.latest.secondsSinceEpoch, greatest, .none),
    ]
  }

  // Safe below: bytes are their own raw representation.

  @Test func isReadAsItWasWritten() throws {
    for count in 0...events.count {
      let events = Array(events.prefix(count))
      let bytes = PlaceRow.bytes(of: place, parent: PlaceNumber(69_999), name: name, events)
      let row = try unsafe PlaceRow(bytes.span.bytes, of: place)
      #expect(try row.events() == events)
      #expect(try row.name() == name && row.parent() == PlaceNumber(69_999) && !row.isUnnamed())
    }
    let unnamed = PlaceRow.bytes(of: place, parent: .none, name: Text(unchecked: ""), [])
    #expect(try unsafe PlaceRow(unnamed.span.bytes, of: place).isUnnamed())
  }

  @Test func aUsualDesignationTakesTwelveBytes() {
    let events = (0..<100).map { event(1_640_995_200 + $0 * 40_000, 100_000 + UInt64($0) * 500, .high) }
    let empty = PlaceRow.bytes(of: place, parent: .none, name: name, []).count
    #expect(PlaceRow.bytes(of: place, parent: .none, name: name, Array(events.prefix(1))).count - empty == 9)
    #expect(PlaceRow.bytes(of: place, parent: .none, name: name, events).count - empty <= 9 + 99 * 6)
  }

  @Test func damagedBytesAreFound() throws {
    let bytes = PlaceRow.bytes(of: place, parent: PlaceNumber(69_999), name: name, events)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 0x40
      #expect(throws: DamagedBytes.self) { _ = try unsafe PlaceRow(damaged.span.bytes, of: place) }
      // What is behind the checksum: never more than an error.
      var writer = ByteWriter()
      writer.bytes = damaged
      writer.overwrite(unsafe Checksum.short(damaged.span.bytes.extracting(4..<damaged.count)) ^ place.rawValue, at: 0)
      if let row = try? unsafe PlaceRow(writer.bytes.span.bytes, of: place) { _ = try? (row.events(), row.name(), row.parent()) }
    }
    #expect(throws: DamagedBytes.self) { _ = try unsafe PlaceRow(bytes.span.bytes, of: PlaceNumber(70_001)) }
    for count in bytes.indices {
      #expect(throws: DamagedBytes.self) { _ = try unsafe PlaceRow(bytes.span.bytes.extracting(0..<count), of: place) }
    }
  }
}

internal import EventLog
public import RiskModel

/// A person or a service that may ask an accountable store about persons: for what, where, and until when.
public struct Operator: Hashable, Sendable {
  /// The name under which it asks, 1 to ``nameBytes`` bytes.
  public let name: Text
  /// What it may ask for. Every operator may break the glass, too.
  public let purposes: Set<Purpose.Kind>
  /// Where: a question is within where one of these places contains the place that counts (see ``Refusal/outsideJurisdiction``); nil for everywhere.
  public let jurisdiction: [Place]?
  /// From when on it may ask nothing more.
  public let until: Instant

  /// The bytes of a name.
  public static let nameBytes = 1...64
  /// The most places of a jurisdiction.
  public static let maximumPlaceCount = 1_000

  /// An operator from its parts.
  ///
  /// - Parameters:
  ///   - name: under which it asks.
  ///   - purposes: what it may ask for.
  ///   - jurisdiction: nil for everywhere.
  ///   - until: from when on it may ask nothing more.
  /// - Precondition: 1 to ``maximumPlaceCount`` places, and a name of 1 to 64 bytes.
  public init(name: Text, purposes: Set<Purpose.Kind>, jurisdiction: [Place]?, until: Instant) {
    precondition(Self.nameBytes.contains(name.string.utf8.count), "a name of 1 to 64 bytes")
    precondition(jurisdiction.map { (1...Self.maximumPlaceCount).contains($0.count) } ?? true, "1 to 1,000 places, or everywhere")
    self.name = name
    self.purposes = purposes
    self.jurisdiction = jurisdiction
    self.until = until
  }

  /// Whether a place is within.
  package func covers(_ place: Place) -> Bool { jurisdiction?.contains { $0.contains(place) } ?? true }
}

/// An operator as a ledger registers it.
public struct Registration: Hashable, Sendable {
  /// The operator.
  public let registered: Operator
  /// What registered it: an operator or an authority.
  public let registrar: Text

  package init(_ registered: Operator, by registrar: Text) {
    self.registered = registered
    self.registrar = registrar
  }

  /// The form that `riskctl operator list` prints.
  public var json: JSONValue {
    .object([
      "operator": .text(registered.name), "purposes": .array(registered.purposes.map(\.word).sorted().map { .text($0) }),
      "jurisdiction": registered.jurisdiction.map { .array($0.map { .text($0) }) } ?? .null, "until": .text(registered.until),
      "registeredBy": .text(registrar),
    ])
  }
}

/// The form in a ledger, beside the operator's name: registrar 1 +, a bit for each purpose 2, end 4, number of places 2 (0 for everywhere), each its path 2 +;
/// integers little-endian.
extension Registration {
  package var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 64)
    writer.write(registrar.string, lengthAs: UInt8.self)
    writer.write(registered.purposes.reduce(0 as UInt16) { $0 | 1 << UInt16($1.rawValue) })
    writer.write(registered.until.secondsSinceEpoch)
    writer.write(UInt16(registered.jurisdiction?.count ?? 0))
    for place in registered.jurisdiction ?? [] { writer.write(place.path.string, lengthAs: UInt16.self) }
    return writer.bytes
  }

  init(_ name: Text, _ stored: [UInt8]) throws {
    // Safe: bytes are their own raw representation.
    let bytes = unsafe stored.span.bytes
    let registrarCount = Int(try bytes.integer(UInt8.self, at: 0))
    registrar = try bytes.text(at: 1, byteCount: registrarCount)
    var offset = 1 + registrarCount
    let bits: UInt16 = try bytes.integer(at: offset)
    guard let until = Instant(secondsSinceEpoch: Int(try bytes.integer(UInt32.self, at: offset + 2))) else {
      throw DamagedBytes("an operator's end past 2099")
    }
    let placeCount: UInt16 = try bytes.integer(at: offset + 6)
    offset += 8
    var places: [Place] = []
    for _ in 0..<placeCount {
      let count = Int(try bytes.integer(UInt16.self, at: offset))
      places.append(Place(unchecked: try bytes.text(at: offset + 2, byteCount: count).string))
      offset += 2 + count
    }
    registered = Operator(
      name: name, purposes: Set(Purpose.Kind.allCases.filter { bits & 1 << UInt16($0.rawValue) != 0 }),
      jurisdiction: places.isEmpty ? nil : places, until: until)
  }
}

internal import EventLog
public import HealthCode

/// What the register knows of a code that was issued.
public struct IssuedCode: Hashable, Sendable {
  /// The code's number.
  public let number: CodeNumber
  /// The pseudonym that it was issued for.
  public let person: PersonID
  /// The color that it says.
  public let color: Color
  /// Whether the person's code was registered at issue.
  public let isRegistered: Bool
  /// When it was issued.
  public let issuedAt: Instant
  /// When it expires.
  public let expiresAt: Instant
  /// When it was revoked; nil where it was not.
  public var revokedAt: Instant?

  /// Whether it has been issued and is not over at an instant.
  public func isAlive(at instant: Instant) -> Bool { instant < expiresAt }
}

/// The register's row: person 16 big-endian, issued 4, expires 4, revoked 4 (0 where it is not), color 1, registered 1; integers little-endian.
extension IssuedCode {
  var row: [UInt8] {
    var writer = ByteWriter(reservingBytes: 30)
    writer.write(person.high.bigEndian)
    writer.write(person.low.bigEndian)
    writer.write(issuedAt.secondsSinceEpoch)
    writer.write(expiresAt.secondsSinceEpoch)
    writer.write(revokedAt?.secondsSinceEpoch ?? 0)
    writer.write(color.rawValue)
    writer.write(isRegistered ? 1 : 0 as UInt8)
    return writer.bytes
  }

  init(_ number: CodeNumber, _ row: RawSpan) throws {
    func instant(_ offset: Int) throws -> Instant {
      guard let instant = Instant(secondsSinceEpoch: Int(try row.integer(UInt32.self, at: offset))) else {
        throw DamagedBytes("a time past 2099 in the register of codes")
      }
      return instant
    }
    guard let color = Color(rawValue: try row.integer(at: 28)) else { throw DamagedBytes("a color in the register of codes") }
    let revokedAt = try instant(24)
    self.init(
      number: number, person: try row.person(at: 0), color: color, isRegistered: try row.integer(UInt8.self, at: 29) == 1,
      issuedAt: try instant(16), expiresAt: try instant(20), revokedAt: revokedAt == .earliest ? nil : revokedAt)
  }
}

import EventJSON
import Foundation
import Synchronization
import Tricolor

/// Who looked at a person's data, and for what: each read of a person by an office, for the person to see.
///
/// The one place where reads are written down. A line of a file in the store's directory, written before the answer leaves; what the person's own
/// token reads is not kept.
final class ReadLedger: Sendable {
  /// One read.
  struct Read: Sendable {
    let at: Instant
    let role: Role
    let purpose: TokenPurpose
    /// What was asked, by the endpoint's name.
    let endpoint: String
  }

  private struct State {
    let file: FileHandle
    var reads: [PersonID: [Read]]
  }

  private let state: Mutex<State>

  /// The reads that are kept in memory for each person; the file has all.
  static let shownCount = 100

  /// - Throws: errors of the file.
  init(path: String) throws {
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    var reads: [PersonID: [Read]] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      // A line that a crash cut short is the last: it was never answered.
      guard let (person, read) = try? Self.read(line) else { continue }
      Self.add(read, of: person, to: &reads)
    }
    guard let file = FileHandle(forUpdatingAtPath: path) else { throw CocoaError(.fileReadNoPermission) }
    try file.seekToEnd()
    state = Mutex(State(file: file, reads: reads))
  }

  /// - Throws: errors of the file: what is not written down is not answered.
  func record(_ caller: Caller, of person: PersonID, endpoint: String, at now: Instant) throws {
    guard caller.purpose != .own else { return }
    let read = Read(at: now, role: caller.role, purpose: caller.purpose, endpoint: endpoint)
    let line = Data((Self.json(person, read).description + "\n").utf8)
    try state.withLock { state in
      try state.file.write(contentsOf: line)
      Self.add(read, of: person, to: &state.reads)
    }
  }

  private static func add(_ read: Read, of person: PersonID, to reads: inout [PersonID: [Read]]) {
    reads[person, default: []].append(read)
    if let count = reads[person]?.count, count > shownCount { reads[person]?.removeFirst() }
  }

  /// The last reads of a person, the newest first.
  func reads(of person: PersonID) -> [Read] { state.withLock { $0.reads[person]?.reversed() ?? [] } }

  private static func json(_ person: PersonID, _ read: Read) -> JSONValue {
    .object([
      "person": .text(person), "at": .text(read.at), "role": .text(read.role.rawValue), "purpose": .text(read.purpose.rawValue),
      "endpoint": .text(read.endpoint),
    ])
  }

  private static func read(_ line: Substring) throws -> (PersonID, Read) {
    var fields = try Fields(JSONValue(parsing: Array(line.utf8)))
    let person = try fields.required("person") { try PersonID($0) }
    let read = Read(
      at: try fields.required("at") { try Instant($0) }, role: try fields.required("role") { try member($0) },
      purpose: try fields.required("purpose") { try member($0) }, endpoint: try fields.required("endpoint", bytes: 1...64))
    return (person, read)
  }

  private static func member<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
    guard let value = Value(rawValue: text) else { throw FormatError(found: text, expected: "a value that this service knows") }
    return value
  }
}

extension ReadLedger.Read {
  var json: JSONValue {
    .object(["at": .text(at), "role": .text(role.rawValue), "purpose": .text(purpose.rawValue), "endpoint": .text(endpoint)])
  }
}

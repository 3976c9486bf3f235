import EventLog
import CLibrary
import RiskModel
import RiskPolicy
import Tricolor

/// What the kernel is asked: a mode, a store, and options of a name and a value each.
struct Question {
  enum Mode: String, CaseIterable {
    case summary
    case rows
    case changes
    case timeline
    case audit
    case districts
    case verify

    /// The names of the options that it takes.
    var options: [String] {
      let cut = ["first", "last", "sequence", "root", "known-at"]
      return switch self {
      case .summary, .rows, .changes: cut + ["at", "policy"]
      case .timeline: cut + ["policy", "persons"]
      case .audit, .verify: cut
      case .districts: cut + ["from", "to", "every", "depth"]
      }
    }
  }

  let mode: Mode
  let store: String
  private let options: [String: String]

  init(_ arguments: [String]) throws(KernelError) {
    guard arguments.count >= 2, let mode = Mode(rawValue: arguments[0]) else {
      throw .usage("expected a mode (\(Mode.allCases.map(\.rawValue).joined(separator: ", "))), a store, and options")
    }
    (self.mode, store) = (mode, arguments[1])
    var options: [String: String] = [:]
    var rest = arguments[2...]
    while let name = rest.popFirst() {
      guard name.hasPrefix("--"), mode.options.contains(String(name.dropFirst(2))), let value = rest.popFirst() else {
        throw .usage("\(name): unknown or without a value, expected for \(mode): --" + mode.options.joined(separator: ", --"))
      }
      guard options.updateValue(value, forKey: String(name.dropFirst(2))) == nil else { throw .usage("\(name) stands twice") }
    }
    self.options = options
  }

  /// An option's value; nil where it is left out.
  func optional<Value>(_ name: String, _ read: (String) throws -> Value) throws(KernelError) -> Value? {
    guard let text = options[name] else { return nil }
    do { return try read(text) } catch { throw .usage("--\(name): \(error)") }
  }

  /// An option's value.
  func required<Value>(_ name: String, _ read: (String) throws -> Value) throws(KernelError) -> Value {
    guard let value = try optional(name, read) else { throw .usage("--\(name) is missing") }
    return value
  }

  /// The buckets of the persons that the shard answers for.
  var buckets: BucketRange {
    get throws(KernelError) {
      let first = try required("first", Self.bucket)
      let last = try required("last", Self.bucket)
      do { return try BucketRange(first, through: last) } catch { throw .usage("--last: \(error)") }
    }
  }

  private static func bucket(_ text: String) throws -> UInt16 {
    guard text.utf8.count == 4, let bucket = UInt16(text, radix: 16) else {
      throw FormatError(found: text, expected: "a bucket: 4 hexadecimal digits")
    }
    return bucket
  }

  static func number<Number: FixedWidthInteger>(_ text: String) throws -> Number {
    guard let number = Number(text) else { throw FormatError(found: text, expected: "a whole number up to \(Number.max)") }
    return number
  }

  /// The policy of `--policy`: a file of the document in the form in which the log stores it (FORMAT.md), since the kernel has no reader of JSON.
  var policy: Policy? {
    get throws(KernelError) {
      guard let path = options["policy"] else { return nil }
      let bytes = try Self.read(path)
      do {
        // Safe: bytes are their own raw representation.
        return try Policy(json: try unsafe JSONValue(stored: bytes.span.bytes), at: "")
      } catch {
        throw .input(path: path, problem: "\(error)")
      }
    }
  }

  /// The pseudonyms of `--persons`, a file of one a line.
  var persons: [PersonID] {
    get throws(KernelError) {
      let path = try required("persons") { $0 }
      let lines = String(decoding: try Self.read(path), as: UTF8.self).split(separator: "\n")
      do { return try lines.map { try PersonID(String($0)) } } catch { throw .input(path: path, problem: "\(error)") }
    }
  }

  private static func read(_ path: String) throws(KernelError) -> [UInt8] {
    // Safe: the path is a C string for the call, and so many bytes of the array may be written.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while descriptor >= 0 {
      let count = unsafe CLibrary.read(descriptor, &piece, piece.count)
      if count == 0 {
        close(descriptor)
        return bytes
      }
      if count > 0 { bytes += piece[..<count] } else if errno != EINTR { break }
    }
    throw .input(path: path, problem: unsafe String(cString: strerror(errno)))
  }
}

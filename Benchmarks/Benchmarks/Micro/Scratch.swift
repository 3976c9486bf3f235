import BareLMDB
import Glibc
import Synchronization

/// Fresh paths in the directory for temporary files, which `micro` names and removes.
final class Scratch: Sendable {
  private let directory: String
  private let count = Atomic(0)

  init() {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/tricolor-micro-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary directory: \(String(cString: strerror(errno)))") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A path at which there is nothing yet.
  func path() -> String { "\(directory)/\(count.add(1, ordering: .relaxed).newValue)" }

  /// A new store of bare LMDB.
  func bare() -> OpaquePointer {
    let path = path()
    var store: OpaquePointer?
    guard mkdir(path, 0o755) == 0, bare_open(path, 1 << 30, &store) == 0, let store else { fatalError("\(path): no store") }
    return store
  }
}

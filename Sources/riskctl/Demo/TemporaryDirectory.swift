import FoundationEssentials
import CLibrary

/// A directory of its own that goes away with what is in it.
struct TemporaryDirectory {
  private let path: String

  init() throws {
    let parent = FileManager.default.temporaryDirectory.path
    var template = Array("\(parent)/tricolor-XXXXXX".utf8CString)
    // Safe: the template ends with a zero and is changed in place.
    guard unsafe mkdtemp(&template) != nil else { throw Failure(.inputOutput, "\(parent): cannot make a directory there") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func path(of name: String) -> String { "\(path)/\(name)" }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

import Foundation

/// Where a check says which case it begins, so that one that ends the process is known.
struct ProgressFile {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
    guard descriptor >= 0 else { throw Usage(problem: "\(path): cannot be written") }
  }

  func begin(_ number: Int, after count: Int = 0) {
    var bytes = Array(String(format: "%12d %8d", number, count).utf8)
    _ = pwrite(descriptor, &bytes, bytes.count, 0)
  }
}

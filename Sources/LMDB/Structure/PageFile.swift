internal import CLibrary

/// A data file, read page by page with the system's calls: not through the map, where a page that is not there kills the process.
struct PageFile {
  private let descriptor: Int32
  private let path: String

  /// - Parameter descriptor: open as long as this is used.
  init(_ descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// The present length of the file.
  var byteCount: Int {
    get throws(LMDBError) { try FileStatus(descriptor: descriptor, path: path).byteCount }
  }

  /// Runs the body, and names a structural fault that it throws in this module's error.
  func check<Result>(_ body: (PageFile) throws -> Result) throws(LMDBError) -> Result {
    do {
      return try body(self)
    } catch let fault as StructureFault {
      throw LMDBError(fault.code, operation: "page \(fault.page): \(fault.problem)", path: path)
    } catch let error as LMDBError {
      throw error
    } catch {
      preconditionFailure("a page's check throws faults and errors of this module only, not \(error)")
    }
  }

  /// Reads the first bytes of a page.
  ///
  /// - Throws: ``StructureFault`` where the file ends before; ``LMDBError`` where the disk fails.
  func read(_ number: UInt64, byteCount: Int, at offset: Int) throws -> Page {
    Page(number: number, bytes: try bytes(byteCount, at: offset, of: number))
  }

  /// Reads bytes, the first of which are those of a page.
  func bytes(_ byteCount: Int, at offset: Int, of number: UInt64) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    try read(byteCount, at: offset, of: number, into: &bytes)
    return bytes
  }

  /// The same into the beginning of a buffer that is used again and again.
  func read(_ byteCount: Int, at offset: Int, of number: UInt64, into buffer: inout [UInt8]) throws {
    precondition(byteCount <= buffer.count, "room for the bytes")
    var count = 0
    var failure: Int32 = 0
    unsafe buffer.withUnsafeMutableBytes { buffer in
      while count < byteCount {
        // Safe: the rest of the buffer, at the place in the file that belongs there.
        let result = unsafe pread(descriptor, buffer.baseAddress! + count, byteCount - count, off_t(offset + count))
        if result < 0 && errno == EINTR { continue }
        if result < 0 { failure = errno }
        if result <= 0 { return }
        count += result
      }
    }
    guard failure == 0 else { throw LMDBError(.init(failure), operation: "pread", path: path) }
    guard count == byteCount else {
      throw StructureFault(page: number, problem: "the file ends before it", code: number < 2 ? .invalid : .truncated)
    }
  }
}

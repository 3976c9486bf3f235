import Foundation
import CLibrary
import LMDB
import Testing

/// File systems without room. Needs the right to mount; `Tests/torture` and CI have it.
@Suite(.enabled(if: getuid() == 0)) struct FullDiskTests {
  /// A file system in memory of so many bytes.
  private final class Disk {
    let path: String

    init(byteCount: Int) throws {
      path = NSTemporaryDirectory() + "full-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(byteCount)") == 0 else { throw POSIXError(.EPERM) }
    }

    deinit {
      unsafe umount2(path, Int32(MNT_DETACH))
      try? FileManager.default.removeItem(atPath: path)
    }

    /// Takes all room that is left.
    func fill() throws {
      let file = unsafe fopen("\(path)/filling", "w")
      let page = [UInt8](repeating: 1, count: 4_096)
      while unsafe fwrite(page, 1, page.count, file) == page.count, unsafe fflush(file) == 0 {}
      unsafe fclose(file)
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
  }

  @Test func `nothing is created and nothing left where there is no room`() throws {
    let disk = try Disk(byteCount: 256 << 10)
    try disk.fill()
    #expect(code { try Environment.create(at: disk.path + "/store") } == .noSpace)
    #expect(try disk.names == ["filling"])
  }

  @Test func `a copy without a lock file is refused where there is no room for one`() throws {
    let scratch = try Scratch()
    do { _ = try scratch.make() }
    let disk = try Disk(byteCount: 256 << 10)
    let path = disk.path + "/store"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: scratch.dataFile, toPath: path + "/data.mdb")
    try disk.fill()
    #expect(code { _ = try Environment.open(at: path, access: .readOnly) } == .noSpace)
    try FileManager.default.removeItem(atPath: disk.path + "/filling")
    let environment = try Environment.open(at: path)
    let numbers = try environment.table("numbers", keyedBy: UInt64.self)
    #expect(try environment.bytes(1, in: numbers) == nil)
  }

  @Test func `a lock file with holes gets its room before it is used`() throws {
    let scratch = try Scratch()
    do { _ = try scratch.make() }
    let file = scratch.path + "/lock.mdb"
    let byteCount = try scratch.byteCount(of: file)
    for length in [0, 100, byteCount] {
      #expect(unsafe truncate(file, 0) == 0 && truncate(file, off_t(length)) == 0)
      let environment = try Environment.open(at: scratch.path)
      try environment.write { _ in }
      var status = stat()
      #expect(unsafe stat(file, &status) == 0)
      #expect(Int(status.st_size) == byteCount && Int(status.st_blocks) * 512 >= byteCount)
    }
  }

  @Test func `a commit without room says so`() throws {
    let disk = try Disk(byteCount: 256 << 10)
    try Environment.create(at: disk.path + "/store") { _ = try $0.createTable("numbers", keyedBy: UInt64.self) }
    let environment = try Environment.open(at: disk.path + "/store")
    let numbers = try environment.table("numbers", keyedBy: UInt64.self)
    for byteCount in [300_000, 3_000, 100] {
      let failed = code {
        try environment.write { transaction in
          for key in 0..<UInt64(900_000 / byteCount) { try transaction.put([UInt8](repeating: 1, count: byteCount), at: key, in: numbers) }
        }
      }
      #expect(failed == .noSpace)
    }
    #expect(try environment.bytes(1, in: numbers) == nil)
    try environment.write { try $0.put([1], at: 1, in: numbers) }
  }
}

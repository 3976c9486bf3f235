import Foundation
import CLibrary
import LMDB
import Testing

/// The rights to read and write, and what an error says of a right that is missing.
@Suite struct RightsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + name)
    return attributes[.posixPermissions] as? Int ?? -1
  }

  @Test(arguments: [(0o600, 0o600, 0o700), (0o640, 0o660, 0o750), (0o644, 0o666, 0o755)])
  func `the rights of all files follow from the data file's`(_ data: Int, _ lock: Int, _ directory: Int) throws {
    var options = Environment.Options()
    options.mode = UInt32(data)
    let (environment, _) = try scratch.make(options: options)
    #expect(try (mode("/data.mdb"), mode("/lock.mdb"), mode("")) == (data, lock, directory))
    try environment.copyCompact(to: scratch.path + "-copy")
    #expect(try (mode("-copy/data.mdb"), mode("-copy")) == (data, directory))
  }

  @Test func `a lock file that is made later gets the data file's rights`() throws {
    do { _ = try scratch.make() }
    unsafe unlink(scratch.path + "/lock.mdb")
    unsafe chmod(scratch.dataFile, 0o640)
    _ = try Environment.open(at: scratch.path)
    #expect(try mode("/lock.mdb") == 0o660)
  }

  /// What a process of another user sees. A test that is run by another than root is its own owner, and cannot be refused.
  @Test(.enabled(if: getuid() == 0)) func `an error names the file and the right`() async throws {
    var options = Environment.Options()
    options.mode = 0o644
    do { _ = try scratch.make(options: options) }
    unsafe chmod(scratch.directory, 0o755)
    await #expect(processExitsWith: .success) { [path = scratch.path as String] in
      #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
      func message(_ access: Environment.Access) -> String? {
        do { _ = try Environment.open(at: path, access: access) } catch { return (error as? LMDBError)?.description }
        return nil
      }
      let process = "of user 0, group 0; this process is of user 65534, group 65534): Permission denied"
      #expect(message(.readWrite) == "\(path)/data.mdb: no right to write (mode 644 \(process)")
      #expect(message(.readOnly) == nil)
    }
    unsafe chmod(scratch.path + "/lock.mdb", 0o644)
    await #expect(processExitsWith: .success) { [path = scratch.path as String] in
      #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
      let error = #expect(throws: LMDBError.self) { try Environment.open(at: path, access: .readOnly) }
      #expect(error?.description.hasPrefix("\(path)/lock.mdb: no right to write (mode 644 of user 0") == true)
    }
  }

  @Test(.enabled(if: getuid() == 0)) func `an administrator's lock file is the owner's`() throws {
    do { _ = try scratch.make() }
    unsafe unlink(scratch.path + "/lock.mdb")
    unsafe chown(scratch.dataFile, 65_534, 65_534)
    _ = try Environment.open(at: scratch.path, access: .readOnly)
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "/lock.mdb")
    #expect(attributes[.ownerAccountID] as? Int == 65_534 && attributes[.groupOwnerAccountID] as? Int == 65_534)
  }
}

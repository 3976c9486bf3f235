import Foundation
import CLibrary
import LMDB
import Testing

/// Failures of the system, each in a process of its own that brings them about.
@Suite struct FailureTests {
  @Test func `a failed flush of data fails that commit only`() async {
    await #expect(processExitsWith: .success) {
      let (environment, numbers) = try Scratch().make()
      try environment.write { try $0.put([1], at: 1, in: numbers) }
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: .max)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let failed = code { try environment.write { try $0.put([UInt8](repeating: 2, count: 500_000), at: 2, in: numbers) } }
      #expect(failed?.rawValue == EFBIG || failed == .inputOutput)
      #expect(!environment.mustBeReopened)
      #expect(try environment.bytes(2, in: numbers) == nil)
      limit.rlim_cur = .max
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      try environment.write { try $0.put([3], at: 3, in: numbers) }
      #expect(try environment.bytes(1, in: numbers) == [1] && environment.bytes(3, in: numbers) == [3])
    }
  }

  @Test func `a failed flush of the meta page asks to reopen`() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let (environment, numbers) = try scratch.make()
      try environment.write { try $0.put([1], at: 1, in: numbers) }
      // LMDB writes meta pages through a descriptor of its own, the one with O_DSYNC.
      for descriptor in 3..<64 as Range<Int32> {
        let flags = fcntl(descriptor, F_GETFL)
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        guard flags >= 0, flags & O_DSYNC != 0, target?.hasSuffix("data.mdb") == true else { continue }
        unsafe dup2(open("/dev/full", O_RDWR), descriptor)
      }
      #expect(code { try environment.write { try $0.put([2], at: 1, in: numbers) } } == .noSpace)
      #expect(environment.mustBeReopened)
      #expect(code { _ = try environment.bytes(1, in: numbers) } == .panic)
      #expect(code { try environment.write { _ in } } == .panic)
      environment.close()
      #expect(!environment.mustBeReopened)
      let again = try Environment.open(at: scratch.path)
      let table = try again.table("numbers", keyedBy: UInt64.self)
      #expect(try again.bytes(1, in: table) == [1])
      try again.write { try $0.put([3], at: 1, in: table) }
    }
  }

  @Test func `without permission to write one can read where nobody can be writing`() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      do {
        let (environment, numbers) = try scratch.make()
        try environment.write { try $0.put([1], at: 1, in: numbers) }
      }
      unsafe chmod(scratch.directory, 0o755)
      unsafe chmod(scratch.path, 0o555)
      unsafe chmod(scratch.dataFile, 0o444)
      // A test that is run by root takes the account nobody.
      if getuid() == 0 { #expect(setuid(65_534) == 0) }
      #expect(code { _ = try Environment.open(at: scratch.path, access: .readWrite) } == .permissionDenied)
      // The lock file is there and closed to this user: another process may be writing.
      #expect(code { _ = try Environment.open(at: scratch.path, access: .readOnly) } == .permissionDenied)
      exit(EXIT_SUCCESS)
    }
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      do {
        let (environment, numbers) = try scratch.make()
        try environment.write { try $0.put([1], at: 1, in: numbers) }
      }
      unsafe unlink(scratch.path + "/lock.mdb")
      unsafe chmod(scratch.directory, 0o755)
      unsafe chmod(scratch.path, 0o555)
      unsafe chmod(scratch.dataFile, 0o444)
      if getuid() == 0 { #expect(setuid(65_534) == 0) }
      let environment = try Environment.open(at: scratch.path, access: .readOnly)
      #expect(try environment.bytes(1, in: environment.table("numbers", keyedBy: UInt64.self)) == [1])
      #expect(environment.access == .readOnly)
      #expect(code { try environment.write { _ in } } == .openReadOnly)
      #expect(code { _ = try Environment.open(at: scratch.path, access: .readWrite) } == .permissionDenied)
      exit(EXIT_SUCCESS)
    }
  }

  @Test func `an address space that is too small fails the write, not the environment`() async {
    await #expect(processExitsWith: .success) {
      let (environment, numbers) = try Scratch().make()
      try environment.write { try $0.put([1], at: 1, in: numbers) }
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[0]
      var limit = rlimit(rlim_cur: UInt(pages)! * 4096 + 128 << 20, rlim_max: .max)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let failed = code {
        try environment.write { transaction in
          for key in 2..<2000 as Range<UInt64> { try transaction.put([UInt8](repeating: 2, count: 65_536), at: key, in: numbers) }
        }
      }
      #expect(failed == .outOfMemory)
      #expect(try environment.bytes(1, in: numbers) == [1])
      try environment.write { try $0.put([3], at: 3, in: numbers) }
    }
  }
}

import Foundation
import CLibrary
import Testing
import Tricolor

@testable import TricolorOracle

/// Failures of the disk under an engine, each in a process of its own that brings them about.
@Suite("Failures of the disk")
struct DiskFailureTests {
  private static let at = "2022-01-01T00:00:00Z"

  /// Appends under a limit to the length of files, as a full disk would set it.
  @Test func whatDoesNotFitIsRefusedAndTheEngineGoesOn() async {
    await #expect(processExitsWith: .success) {
      let store = Store()
      let engine = try Engine.create(at: store.path)
      try await engine.append([.negative(.number(1), at: Self.at, id: "before")])
      signal(SIGXFSZ, SIG_IGN)
      try setFileLimit(60_000)
      let events = try (0..<5_000 as Range<UInt64>).map { try Event.negative(.number($0), at: Self.at, id: "\($0)") }
      let error = await #expect(throws: LMDBError.self) { try await engine.append(events) }
      #expect(error?.code.rawValue == EFBIG || error?.code == .inputOutput)
      #expect(try engine.view().knownAt == 1)
      try setFileLimit(.max)
      #expect(try await engine.append(events).sequences == Array(2...5_001))
      #expect(try await engine.verify().isSound)
    }
  }

  /// What is not known to be stored is told by appending it again under its identifier.
  @Test(arguments: [true, false]) func aFailedHeaderIsSaidAndResolvedByIdentifier(isStored: Bool) async {
    await #expect(processExitsWith: .success) { [isStored] in
      let store = Store()
      let engine = try Engine.create(at: store.path)
      let first = try Event.negative(.number(1), at: Self.at, id: "first")
      let second = try Event.negative(.number(2), at: Self.at, id: "second")
      let third = try Event.negative(.number(3), at: Self.at, id: "third")
      try await engine.append([first])
      try replaceHeaderDescriptor(of: store.path)
      let error = await #expect(throws: StoreError.self) { try await engine.append([second]) }
      guard case .outcomeUnknown(store.path, _) = error else { fatalError("expected an unknown outcome, got \(String(describing: error))") }
      // Only this commit is in doubt: none after it begins.
      await #expect(throws: StoreError.mustBeReopened(path: store.path)) { try await engine.append([third]) }
      try await engine.close()
      let again = try Engine.open(at: store.path)
      #expect(try await again.verify().isSound)
      if isStored { #expect(try await again.append([second]).sequences == [2]) }
      let receipt = try await again.append([first, second, third])
      #expect(receipt.sequences == [1, 2, 3])
      #expect(receipt.duplicateCount == (isStored ? 2 : 1))
    }
  }

  @Test func anAddressSpaceThatIsTooSmallRefusesTheBatchOnly() async {
    await #expect(processExitsWith: .success) {
      let store = Store()
      let engine = try Engine.create(at: store.path)
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[0]
      // Room for a map of 32 MiB and what the engine itself needs, not for the next one.
      var limit = rlimit(rlim_cur: UInt(pages)! * 4_096 + 80 << 20, rlim_max: .max)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let evidence = String(repeating: "evidence", count: 32)
      var appended = 0
      let error = await #expect(throws: LMDBError.self) {
        for _ in 0..<100 {
          let event = try Event(
            at: Instant(Self.at), source: "lab", evidence: evidence, .test(person: .number(1), method: .nucleicAcid, result: .negative))
          try await engine.append(Array(repeating: event, count: 2_000))
          appended += 2_000
        }
      }
      #expect(error?.code == .outOfMemory)
      limit.rlim_cur = .max
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let sequences = try await engine.append([.negative(.number(2), at: Self.at)]).sequences
      #expect(sequences == [UInt64(appended + 1)])
      #expect(try await engine.verify().isSound)
    }
  }
}

/// Lets no file of this process grow past so many bytes.
private func setFileLimit(_ byteCount: rlim_t) throws {
  var limit = rlimit(rlim_cur: byteCount, rlim_max: .max)
  guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { throw POSIXError(.EPERM) }
}

/// Puts a full disk in the place of the descriptor through which LMDB writes the header: the one with O_DSYNC.
private func replaceHeaderDescriptor(of store: String) throws {
  for descriptor in 3..<64 as Range<Int32> {
    let flags = fcntl(descriptor, F_GETFL)
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
    guard flags >= 0, flags & O_DSYNC != 0, target == store + "/data.mdb" else { continue }
    unsafe dup2(open("/dev/full", O_RDWR), descriptor)
    return
  }
  throw POSIXError(.ENOENT)
}

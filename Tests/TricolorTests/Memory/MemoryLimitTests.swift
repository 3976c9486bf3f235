import Foundation
import Testing

@testable import Tricolor

/// The limit of a process's memory, from files as the system shows them.
@Suite struct MemoryLimitTests {
  private func limit(_ files: [String: String]) throws -> Int {
    let root = FileManager.default.temporaryDirectory.appending(path: "tricolor-limit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return MemoryLimit(root: root.path).byteCount
  }

  private var machine: Int { MemoryLimit(root: "/nowhere").byteCount }

  @Test func theMachinesWithoutGroups() throws {
    #expect(machine > 1 << 20)
    #expect(try limit(["proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n"]) == machine)
    // What version 1 says where there is no limit.
    #expect(
      try limit(["proc/self/cgroup": "4:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"]) == machine)
  }

  @Test func theLeastOfAGroupAndThoseAboveIt() throws {
    let files = ["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "1048576\n", "sys/fs/cgroup/a/b/memory.max": "2097152\n"]
    #expect(try limit(files) == 1 << 20)
    #expect(try limit(files.merging(["sys/fs/cgroup/a/b/memory.max": "4096"]) { $1 }) == 4_096)
  }

  @Test func aContainersRootGroup() throws {
    // With a namespace of its own, and without: the path is the machine's.
    #expect(try limit(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "268435456\n"]) == 256 << 20)
    #expect(try limit(["proc/self/cgroup": "0::/system.slice/docker-1.scope\n", "sys/fs/cgroup/memory.max": "268435456\n"]) == 256 << 20)
    let first = "12:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n0::/\n"
    #expect(try limit(["proc/self/cgroup": first, "sys/fs/cgroup/memory/memory.limit_in_bytes": "536870912\n"]) == 512 << 20)
  }
}

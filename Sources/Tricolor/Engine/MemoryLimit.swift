internal import CLibrary

/// How much memory this process may use: the machine's, or what the control groups that it is in leave of it, as in a container.
///
/// The limit is that of the group or of one above it, whichever is least: `memory.max` of version 2 of control groups, `memory.limit_in_bytes` of
/// version 1 (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst).
struct MemoryLimit {
  /// Where the system keeps its files: `/`, but for tests.
  private let root: String

  init(root: String = "") {
    self.root = root
  }

  /// In bytes; 0 where the system does not say.
  var byteCount: Int {
    let machine = max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE)))
    return groupLimits.reduce(machine) { min($0, $1) }
  }

  /// The limits of the process's groups and of those above them.
  private var groupLimits: [Int] {
    guard let groups = text(of: "/proc/self/cgroup") else { return [] }
    // Each line: a number, the controllers, none for version 2, and the group's path.
    return groups.split(separator: "\n").flatMap { line -> [Int] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      if fields[1].isEmpty {
        // Beside version 1, version 2 stands in a directory of its own.
        return ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].flatMap { limits(in: $0, group: fields[2], file: "memory.max") }
      }
      guard fields[1].split(separator: ",").contains("memory") else { return [] }
      return limits(in: "/sys/fs/cgroup/memory", group: fields[2], file: "memory.limit_in_bytes")
    }
  }

  /// Those of a group and of all above it. In a container the path may be the machine's, of which only the root is there.
  private func limits(in directory: String, group: Substring, file: String) -> [Int] {
    var names = group.split(separator: "/")
    var limits: [Int] = []
    while true {
      let path = names.reduce(directory) { "\($0)/\($1)" }
      // "max" is no number: no limit.
      if let text = text(of: "\(path)/\(file)"), let limit = Int(text.prefix { $0.isNumber }) { limits.append(limit) }
      if names.popLast() == nil { return limits }
    }
  }

  /// A short file's text, nil where there is none.
  private func text(of path: String) -> String? {
    let descriptor = unsafe open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}

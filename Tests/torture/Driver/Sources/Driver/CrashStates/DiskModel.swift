/// The files and directories below a root, as a disk may hold them while a trace runs.
///
/// What is assumed of the disk is what POSIX promises, and no more: a flush of a file makes sure of its bytes and its length; a flush of a directory makes sure of the
/// names in it. Until then each name that was made, removed or moved may be the old or the new one, whatever becomes of the others.
/// A rename is whole, or not done.
struct DiskModel {
  private struct Node {
    var file = FileModel()
    var isDirectory = false
    var names: [String: Int] = [:]
    /// The names that a flush has made sure of.
    var durableNames: [String: Int] = [:]
  }

  private struct NameChange {
    var removed: (directory: Int, name: String)?
    var added: (directory: Int, name: String, node: Int)?

    func concerns(_ directory: Int) -> Bool { removed?.directory == directory || added?.directory == directory }
  }

  private let root: String
  private var nodes: [Node]
  private var pendingNames: [NameChange] = []
  /// The nodes of the trace's files.
  private var files: [UInt32: Int] = [:]
  /// A write that has begun and goes through to the disk before it returns.
  private var through: (node: Int, offset: Int, bytes: [UInt8])?

  init(root: String) {
    self.root = root
    nodes = [Node(isDirectory: true)]
  }

  /// Whether something may be lost.
  var isSure: Bool { pendingNames.isEmpty && nodes.allSatisfy { $0.file.isSure } }

  /// Takes in a call. A write that goes through is pending until the next call.
  mutating func apply(_ record: Trace.Record) {
    settle()
    switch record {
    case .opened(let file, let path, let creates, let isDirectory):
      files[file] = creates ? make(path, isDirectory: isDirectory) : node(path)
    case .written(let file, let offset, let bytes, let isThrough):
      guard let node = files[file] else { return }
      nodes[node].file.write(bytes, at: offset)
      if isThrough { through = (node, offset, bytes) }
    case .flushed(let file):
      guard let node = files[file] else { return }
      if nodes[node].isDirectory { flushNames(node) } else { nodes[node].file.flush() }
    case .resized(let file, let byteCount):
      if let node = files[file] { nodes[node].file.resize(byteCount) }
    case .renamed(let from, let to):
      guard let moved = node(from), let (source, oldName) = parent(from), let (target, newName) = parent(to) else { return }
      nodes[source].names[oldName] = nil
      nodes[target].names[newName] = moved
      pendingNames.append(NameChange(removed: (source, oldName), added: (target, newName, moved)))
    case .linked(let from, let to):
      guard let linked = node(from), let (directory, name) = parent(to) else { return }
      nodes[directory].names[name] = linked
      pendingNames.append(NameChange(added: (directory, name, linked)))
    case .unlinked(let path):
      guard let (directory, name) = parent(path) else { return }
      nodes[directory].names[name] = nil
      pendingNames.append(NameChange(removed: (directory, name)))
    case .madeDirectory(let path): _ = make(path, isDirectory: true)
    case .marked: break
    }
  }

  private mutating func settle() {
    guard let (node, offset, bytes) = through else { return }
    nodes[node].file.makeSure(bytes, at: offset)
    through = nil
  }

  private mutating func make(_ path: String, isDirectory: Bool) -> Int? {
    guard let (directory, name) = parent(path) else { return nil }
    nodes.append(Node(isDirectory: isDirectory))
    nodes[directory].names[name] = nodes.count - 1
    pendingNames.append(NameChange(added: (directory, name, nodes.count - 1)))
    return nodes.count - 1
  }

  private mutating func flushNames(_ directory: Int) {
    for change in pendingNames where change.concerns(directory) { Self.apply(change, to: &nodes) }
    pendingNames.removeAll { $0.concerns(directory) }
  }

  private static func apply(_ change: NameChange, to nodes: inout [Node]) {
    if let (directory, name) = change.removed { nodes[directory].durableNames[name] = nil }
    if let (directory, name, node) = change.added { nodes[directory].durableNames[name] = node }
  }

  private func node(_ path: String) -> Int? {
    components(path).reduce(0 as Int?) { node, name in node.flatMap { nodes[$0].names[name] } }
  }

  private func parent(_ path: String) -> (directory: Int, name: String)? {
    let names = components(path)
    guard let name = names.last else { return nil }
    let directory = names.dropLast().reduce(0 as Int?) { node, name in node.flatMap { nodes[$0].names[name] } }
    return directory.map { ($0, name) }
  }

  private func components(_ path: String) -> [String] {
    precondition(path.hasPrefix(root), "below the root")
    return path.dropFirst(root.count).split(separator: "/").map(String.init)
  }

  /// One of the states that a power cut could leave: the files by their paths below the root, and nil for a directory.
  func afterPowerCut(_ mix: FileModel.Mix, _ random: inout SplitMix64) -> [(path: String, content: [UInt8]?)] {
    var nodes = nodes
    for change in pendingNames {
      let happens =
        switch mix {
        case .nothing: false
        case .everything: true
        case .random(let likelihood): Int(random.next() % 256) < likelihood
        }
      // What was never named cannot be moved.
      if happens, change.removed.map({ nodes[$0.directory].durableNames[$0.name] != nil }) ?? true { Self.apply(change, to: &nodes) }
    }
    var found: [(String, [UInt8]?)] = []
    func gather(_ directory: Int, _ path: String) {
      for (name, node) in nodes[directory].durableNames.sorted(by: { $0.key < $1.key }) {
        found.append((path + name, nodes[node].isDirectory ? nil : nodes[node].file.afterPowerCut(mix, &random)))
        if nodes[node].isDirectory { gather(node, path + name + "/") }
      }
    }
    gather(0, "")
    return found
  }
}

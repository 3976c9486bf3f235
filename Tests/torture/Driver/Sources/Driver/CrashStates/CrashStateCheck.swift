import Foundation

/// Builds states that a power cut could have left of a traced process, opens each with the engine, and looks for what was promised before the cut.
///
/// State *i* is drawn from the seed and *i* alone, so one that ends the process can be named and passed over.
struct CrashStateCheck {
  private let trace: Trace
  private let root: String
  private let store: String
  private let work: String
  private let progress: ProgressFile
  private let seed: UInt64
  private let stateCount: Int
  private let first: Int
  private let stopsAfter: Int

  init(_ arguments: Arguments) throws {
    trace = try Trace(path: arguments.required("trace"))
    root = try arguments.required("root")
    store = try arguments.required("store")
    work = try arguments.required("work")
    progress = try ProgressFile(path: arguments.required("progress"))
    seed = try arguments.integer("seed", default: 1)
    stateCount = Int(try arguments.integer("count", default: 1_000))
    first = Int(try arguments.integer("first", default: 0))
    stopsAfter = Int(try arguments.integer("stop-after", default: 10))
  }

  /// Prints what it finds, and at the end the number of different states. False where something was lost.
  func run() async throws -> Bool {
    var disk = DiskModel(root: root)
    var promises = Promises()
    var seen: Set<UInt64> = []
    var lost = 0
    var index = 0
    let points = try cutPoints()
    for (position, record) in trace.records.enumerated() {
      disk.apply(record)
      if case .marked(let text) = record { text.split(separator: "\n").forEach { promises.add($0) } }
      guard let share = points[position] else { continue }
      for draw in 0..<share {
        defer { index += 1 }
        guard index >= first else { continue }
        progress.begin(index, after: seen.count)
        var random = SplitMix64(seed: seed &+ UInt64(index) &* 0x1_0000_0001)
        let state = disk.afterPowerCut(mix(draw, &random), &random)
        guard seen.insert(fingerprint(state, after: promises.batches.count)).inserted else { continue }
        let faults = try await check(state, promises, goesOn: index % 4 == 0)
        guard !faults.isEmpty else { continue }
        lost += 1
        print("state \(index), power cut after call \(position) of \(trace.records.count): \(faults.prefix(3).joined(separator: "; "))")
        guard lost < stopsAfter else { break }
      }
      guard lost < stopsAfter else { break }
    }
    print("states \(seen.count) lost \(lost)")
    return lost == 0
  }

  private func mix(_ draw: Int, _ random: inout SplitMix64) -> FileModel.Mix {
    switch draw {
    case 0: .nothing
    case 1: .everything
    default: .random([24, 128, 128, 232][Int(random.next() % 4)])
    }
  }

  /// How many states are drawn after which call: a few where nothing can be lost, and the rest evenly.
  private func cutPoints() throws -> [Int: Int] {
    var disk = DiskModel(root: root)
    var unsure: [Int] = []
    var points: [Int: Int] = [:]
    for (position, record) in trace.records.enumerated() {
      disk.apply(record)
      if disk.isSure { points[position] = 1 } else { unsure.append(position) }
    }
    guard !unsure.isEmpty else { return points }
    let rest = max(0, stateCount - points.count)
    for (index, position) in unsure.enumerated() {
      points[position] = rest * (index + 1) / unsure.count - rest * index / unsure.count
    }
    return points
  }

  private func check(_ state: [(path: String, content: [UInt8]?)], _ promises: Promises, goesOn: Bool) async throws -> [String] {
    let files = FileManager.default
    try? files.removeItem(atPath: work)
    try files.createDirectory(atPath: work, withIntermediateDirectories: true)
    for (path, content) in state {
      let target = "\(work)/\(path)"
      if let content {
        try Data(content).write(to: URL(filePath: target))
      } else {
        try files.createDirectory(atPath: target, withIntermediateDirectories: false)
      }
    }
    return await StoreCheck(path: "\(work)/\(store)", promises: promises, goesOn: goesOn).faults()
  }

  /// Sets states apart: FNV-1a over words of eight bytes.
  private func fingerprint(_ state: [(path: String, content: [UInt8]?)], after promised: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(promised)
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 ^ hash >> 47 }
    for (path, content) in state {
      path.utf8.forEach { mix(UInt64($0)) }
      guard let content else { continue }
      mix(UInt64(content.count))
      content.withUnsafeBytes { bytes in
        for offset in stride(from: 0, to: bytes.count & ~7, by: 8) { mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        for offset in bytes.count & ~7..<bytes.count { mix(UInt64(bytes[offset])) }
      }
    }
    return hash
  }
}

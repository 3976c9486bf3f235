/// One file as the disk may hold it: what is surely there, and what was written since.
struct FileModel {
  /// What a flush has made sure of.
  private(set) var durable: [UInt8] = []
  /// Writes and changes of size since then, in order.
  private var pending: [Change] = []
  /// What a reader sees while the power is on.
  private var current: [UInt8] = []
  private var units: Set<Int> = []

  private enum Change {
    case write(offset: Int, bytes: [UInt8])
    case resize(Int)
  }

  /// A disk writes so much at one time, or a part of it in multiples of ``sectorByteCount``.
  static let unitByteCount = 4_096
  static let sectorByteCount = 512

  mutating func write(_ bytes: [UInt8], at offset: Int) {
    pending.append(.write(offset: offset, bytes: bytes))
    Self.apply(bytes, at: offset, to: &current)
    for unit in offset / Self.unitByteCount...(offset + max(bytes.count, 1) - 1) / Self.unitByteCount { units.insert(unit) }
  }

  mutating func resize(_ byteCount: Int) {
    pending.append(.resize(byteCount))
    Self.resize(&current, byteCount)
  }

  mutating func flush() {
    durable = current
    pending = []
    units = []
  }

  /// Makes sure of a write that went through to the disk, and of nothing else that is pending.
  mutating func makeSure(_ bytes: [UInt8], at offset: Int) {
    Self.apply(bytes, at: offset, to: &durable)
    guard case .write(offset, let last) = pending.last, last == bytes else { preconditionFailure("the last write") }
    pending.removeLast()
    if pending.isEmpty { units = [] }
  }

  var isSure: Bool { pending.isEmpty }

  /// One of the contents that a power cut could leave.
  ///
  /// Each unit stands, by itself, at any of the versions that it had since it was last made sure of, or is torn between them; and the file has any
  /// of the lengths that it had.
  func afterPowerCut(_ mix: Mix, _ random: inout SplitMix64) -> [UInt8] {
    switch mix {
    case .nothing: return durable
    case .everything: return current
    case .random(let likelihood): return mixed(likelihood, &random)
    }
  }

  /// What becomes of what is pending.
  enum Mix {
    case nothing
    case everything
    /// Each change reaches the disk in so many of 256 cases.
    case random(Int)
  }

  private func mixed(_ likelihood: Int, _ random: inout SplitMix64) -> [UInt8] {
    guard !pending.isEmpty else { return durable }
    func isLucky() -> Bool { Int(random.next() % 256) < likelihood }
    var result = durable
    var byteCount = durable.count
    // A choice for each unit, or where it is torn for each sector, of which changes it has seen.
    let sectors = Self.unitByteCount / Self.sectorByteCount
    var seen: [Int: [Int]] = [:]
    for unit in units.sorted() {
      let whole = isLucky() ? Int(random.next() % UInt64(pending.count)) + 1 : 0
      let isTorn = random.next() % 5 == 0
      seen[unit] = (0..<sectors).map { _ in isTorn ? (isLucky() ? Int(random.next() % UInt64(pending.count)) + 1 : 0) : whole }
    }
    // Every second time the units see all or nothing: the intermediate versions are many, and the last one is the likeliest.
    if random.next() % 2 == 0 { seen = seen.mapValues { $0.map { $0 > 0 ? pending.count : 0 } } }
    for (index, change) in pending.enumerated() {
      switch change {
      case .resize(let size):
        if isLucky() {
          Self.resize(&result, size)
          byteCount = size
        }
      case .write(let offset, let bytes):
        var at = offset
        let end = offset + bytes.count
        if isLucky() { byteCount = max(byteCount, end) }
        while at < end {
          let unit = at / Self.unitByteCount
          let sector = at % Self.unitByteCount / Self.sectorByteCount
          let sectorEnd = min(end, (at / Self.sectorByteCount + 1) * Self.sectorByteCount)
          if let seen = seen[unit], seen[sector] > index { Self.apply(bytes[at - offset..<sectorEnd - offset], at: at, to: &result) }
          at = sectorEnd
        }
      }
    }
    // Bytes past the length that the disk knows of are not there.
    Self.resize(&result, byteCount)
    return result
  }

  private static func apply(_ bytes: some Collection<UInt8>, at offset: Int, to content: inout [UInt8]) {
    let end = offset + bytes.count
    if content.count < end { resize(&content, end) }
    content.replaceSubrange(offset..<end, with: bytes)
  }

  private static func resize(_ content: inout [UInt8], _ byteCount: Int) {
    if content.count > byteCount {
      content.removeLast(content.count - byteCount)
    } else {
      content.append(contentsOf: repeatElement(0, count: byteCount - content.count))
    }
  }
}

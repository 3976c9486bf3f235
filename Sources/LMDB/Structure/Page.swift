/// One page of an LMDB file, as bytes that nobody has checked.
///
/// LMDB 0.9 writes integers in the machine's order. A page begins with its number (8 bytes), padding (2), flags (2), and the bounds of its free
/// space (2 and 2), or, for the first page of a long value, the number of its pages (4). Offsets of nodes follow, 2 bytes each.
struct Page {
  let number: UInt64
  let bytes: [UInt8]

  static let headerByteCount = 16
  static let nodeHeaderByteCount = 8
  static let numberOffset = 0
  static let flagsOffset = 10
  static let lowerOffset = 12
  static let upperOffset = 14
  static let pageCountOffset = 12

  /// What a page is used for. A page has exactly one of these, on the disk.
  enum Kind: UInt16 {
    case branch = 1
    case leaf = 2
    case overflow = 4
    case meta = 8
  }

  /// The flags of a leaf's node.
  enum NodeFlag {
    /// The value stands on pages of its own; the node has the number of the first.
    static let overflow: UInt16 = 1
    /// The value describes a table.
    static let table: UInt16 = 2
  }

  var kind: Kind? { Kind(rawValue: integer(at: Self.flagsOffset)) }

  /// Reads an integer.
  ///
  /// - Precondition: it lies in the page.
  func integer<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type = T.self, at offset: Int) -> T {
    precondition(offset >= 0 && offset <= bytes.count - MemoryLayout<T>.size, "inside the page")
    // Safe: inside the page, as just checked, and every bit pattern is an integer.
    return unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self)
  }
}

/// A node of a branch or leaf page, known to lie inside it.
struct Node {
  let key: Range<Int>
  /// The value's bytes in a leaf, or the 8 bytes that number its first overflow page; empty in a branch.
  let value: Range<Int>
  /// The value's length, wherever it stands.
  let valueByteCount: Int
  let flags: UInt16
  /// The page that a branch's node leads to.
  let child: UInt64
}

extension Page {
  /// The nodes of a branch or leaf page, in order, which together must fill exactly what the page says is in use.
  func nodes(_ kind: Kind) throws(StructureFault) -> [Node] {
    let lower = Int(integer(UInt16.self, at: Self.lowerOffset))
    let upper = Int(integer(UInt16.self, at: Self.upperOffset))
    guard lower >= Self.headerByteCount, lower <= upper, upper <= bytes.count, lower % 2 == 0 else {
      throw fault("free space from \(lower) to \(upper), expected bounds inside the page")
    }
    let count = (lower - Self.headerByteCount) / 2
    // LMDB asserts this of a branch; an empty leaf is none.
    guard count >= (kind == .branch ? 2 : 1) else { throw fault("\(count) nodes") }
    var nodes: [Node] = []
    nodes.reserveCapacity(count)
    var extents: [(start: Int, end: Int)] = []
    extents.reserveCapacity(count)
    for index in 0..<count {
      let start = Int(integer(UInt16.self, at: Self.headerByteCount + index * 2))
      guard start >= upper, start % 2 == 0, start <= bytes.count - Self.nodeHeaderByteCount else {
        throw fault("node \(index) at \(start), expected \(upper) or more")
      }
      let node = try node(index, at: start, kind)
      // Nodes stand at even offsets.
      extents.append((start, ((kind == .branch ? node.key : node.value).upperBound + 1) / 2 * 2))
      nodes.append(node)
    }
    extents.sort { $0.start < $1.start }
    var end = upper
    for extent in extents {
      guard extent.start == end else { throw fault("a node at \(extent.start), expected one at \(end)") }
      end = extent.end
    }
    guard end == bytes.count else { throw fault("nodes that end at \(end), expected \(bytes.count)") }
    return nodes
  }

  private func node(_ index: Int, at start: Int, _ kind: Kind) throws(StructureFault) -> Node {
    let low: UInt16 = integer(at: start)
    let high: UInt16 = integer(at: start + 2)
    let flags: UInt16 = integer(at: start + 4)
    let keyStart = start + Self.nodeHeaderByteCount
    let key = keyStart..<keyStart + Int(integer(UInt16.self, at: start + 6))
    guard key.count <= Environment.maximumKeyByteCount, key.upperBound <= bytes.count else {
      throw fault("the key of node \(index) has \(key.count) bytes")
    }
    guard kind == .leaf else {
      let child = UInt64(low) | UInt64(high) << 16 | UInt64(flags) << 32
      return Node(key: key, value: key.upperBound..<key.upperBound, valueByteCount: 0, flags: 0, child: child)
    }
    guard flags <= NodeFlag.table else { throw fault("node \(index) has the flags \(flags)") }
    let byteCount = Int(low) | Int(high) << 16
    let value = key.upperBound..<key.upperBound + (flags == NodeFlag.overflow ? 8 : byteCount)
    guard value.upperBound <= bytes.count else { throw fault("the value of node \(index) has \(byteCount) bytes") }
    return Node(key: key, value: value, valueByteCount: byteCount, flags: flags, child: 0)
  }

  func fault(_ problem: String, _ code: LMDBError.Code = .corrupted) -> StructureFault {
    StructureFault(page: number, problem: problem, code: code)
  }
}

/// A page that is not what LMDB's format requires.
struct StructureFault: Error, Hashable, Sendable {
  let page: UInt64
  let problem: String
  var code = LMDBError.Code.corrupted
}

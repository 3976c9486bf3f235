internal import CLibrary

/// One page of an LMDB file, as bytes that have not been checked.
///
/// LMDB 0.9 writes integers in the machine's order. A page begins with its number (8 bytes), padding (2), flags (2), and the bounds of its free
/// space (2 and 2), or, for the first page of a long value, the number of its pages (4). Offsets of nodes follow, 2 bytes each.
struct Page {
  let number: UInt64
  /// The bytes that were read at once: of this page, or of several.
  private let buffer: [UInt8]
  /// Where in the buffer the page is.
  private let start: Int
  let byteCount: Int

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

  init(number: UInt64, bytes: [UInt8]) {
    self.init(number: number, in: bytes, at: 0, byteCount: bytes.count)
  }

  /// - Precondition: the page lies inside the buffer.
  init(number: UInt64, in buffer: [UInt8], at start: Int, byteCount: Int) {
    precondition(start >= 0 && byteCount >= Self.headerByteCount && start + byteCount <= buffer.count, "inside the buffer")
    self.number = number
    self.buffer = buffer
    self.start = start
    self.byteCount = byteCount
  }

  /// A copy of the page's bytes.
  var bytes: [UInt8] { Array(buffer[start..<start + byteCount]) }

  var kind: Kind? { Kind(rawValue: integer(at: Self.flagsOffset)) }

  /// Reads an integer.
  ///
  /// - Precondition: it lies in the page.
  func integer<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type = T.self, at offset: Int) -> T {
    precondition(offset >= 0 && offset <= byteCount - MemoryLayout<T>.size, "inside the page")
    // Safe: inside the page, as just checked, which lies inside the buffer; and every bit pattern is an integer.
    return unsafe buffer.span.bytes.unsafeLoadUnaligned(fromByteOffset: start + offset, as: T.self)
  }

  /// Checks that the page is what others take it for.
  func check(_ kind: Kind) throws(StructureFault) {
    guard self.kind == kind else { throw fault("not the \(kind) page that was expected") }
    guard integer(UInt64.self, at: Self.numberOffset) == number else { throw fault("a page of another number") }
  }

  /// Whether a key stands before another page's, as bytes.
  ///
  /// - Precondition: the keys lie inside their pages.
  func precedes(_ key: Range<Int>, _ other: Page, _ otherKey: Range<Int>) -> Bool {
    precondition(key.upperBound <= byteCount && otherKey.upperBound <= other.byteCount, "inside the pages")
    // Safe: inside the pages, as just checked, and nothing is read past the shorter key.
    let order = unsafe buffer.withUnsafeBufferPointer { mine in
      unsafe other.buffer.withUnsafeBufferPointer { theirs in
        unsafe memcmp(
          mine.baseAddress! + start + key.lowerBound, theirs.baseAddress! + other.start + otherKey.lowerBound,
          min(key.count, otherKey.count))
      }
    }
    return order == 0 ? key.count < otherKey.count : order < 0
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
  /// Gives the nodes of a branch or leaf page, in order, which together must fill exactly what the page says is in use.
  ///
  /// - Parameter ends: room for work, which the caller lends so that it need not be made for each page.
  @inline(__always)
  func forEachNode(_ kind: Kind, ends: inout [UInt16], _ body: (Node) throws -> Void) throws {
    let lower = Int(integer(UInt16.self, at: Self.lowerOffset))
    let upper = Int(integer(UInt16.self, at: Self.upperOffset))
    guard lower >= Self.headerByteCount, lower <= upper, upper <= byteCount, lower % 2 == 0 else {
      throw fault("free space from \(lower) to \(upper), expected bounds inside the page")
    }
    let count = (lower - Self.headerByteCount) / 2
    // LMDB asserts this of a branch; an empty leaf is none.
    guard count >= (kind == .branch ? 2 : 1) else { throw fault("\(count) nodes") }
    // Where the node ends that begins at an offset; both in units of 2 bytes, since nodes stand at even offsets, and 0 where none begins.
    if ends.count != byteCount / 2 { ends = Array(repeating: 0, count: byteCount / 2) }
    for position in upper / 2..<ends.count { ends[position] = 0 }
    for index in 0..<count {
      let start = Int(integer(UInt16.self, at: Self.headerByteCount + index * 2))
      guard start >= upper, start % 2 == 0, start <= byteCount - Self.nodeHeaderByteCount else {
        throw fault("node \(index) at \(start), expected \(upper) or more")
      }
      let node = try node(index, at: start, kind)
      ends[start / 2] = UInt16((node.value.upperBound + 1) / 2)
      try body(node)
    }
    var end = upper
    var metCount = 0
    while end < byteCount, ends[end / 2] > 0 {
      end = Int(ends[end / 2]) * 2
      metCount += 1
    }
    guard end == byteCount, metCount == count else {
      throw fault("\(metCount) of \(count) nodes one behind another, up to \(end), expected \(byteCount)")
    }
  }

  @inline(__always)
  private func node(_ index: Int, at start: Int, _ kind: Kind) throws(StructureFault) -> Node {
    // Four numbers of 2 bytes: the low and high half of a length or page, flags, the key's length.
    let head: UInt64 = integer(at: start)
    let flags = UInt16(truncatingIfNeeded: head >> 32)
    let keyStart = start + Self.nodeHeaderByteCount
    let key = keyStart..<keyStart + Int(head >> 48)
    guard key.count <= Environment.maximumKeyByteCount, key.upperBound <= byteCount else {
      throw fault("the key of node \(index) has \(key.count) bytes")
    }
    guard kind == .leaf else {
      // A branch has no flags: their bytes are the highest of the page's number.
      return Node(key: key, value: key.upperBound..<key.upperBound, valueByteCount: 0, flags: 0, child: head & 0xFFFF_FFFF_FFFF)
    }
    guard flags <= NodeFlag.table else { throw fault("node \(index) has the flags \(flags)") }
    let valueByteCount = Int(head & 0xFFFF_FFFF)
    let value = key.upperBound..<key.upperBound + (flags == NodeFlag.overflow ? 8 : valueByteCount)
    guard value.upperBound <= byteCount else { throw fault("the value of node \(index) has \(valueByteCount) bytes") }
    return Node(key: key, value: value, valueByteCount: valueByteCount, flags: flags, child: 0)
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

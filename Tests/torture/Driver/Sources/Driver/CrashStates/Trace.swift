import Foundation

/// What `shim.c` recorded of a process.
struct Trace {
  /// One call, in the order in which the calls returned.
  enum Record {
    case opened(file: UInt32, path: String, creates: Bool, isDirectory: Bool)
    case written(file: UInt32, offset: Int, bytes: [UInt8], isThrough: Bool)
    case flushed(file: UInt32)
    case resized(file: UInt32, byteCount: Int)
    case renamed(from: String, to: String)
    case linked(from: String, to: String)
    case unlinked(String)
    case madeDirectory(String)
    case marked(String)
  }

  let records: [Record]

  init(path: String) throws {
    let data = try [UInt8](Data(contentsOf: URL(filePath: path)))
    var records: [Record] = []
    var position = 0
    func integer<T: FixedWidthInteger>(_: T.Type, at offset: Int) -> T {
      data[offset..<offset + MemoryLayout<T>.size].reversed().reduce(0) { $0 << 8 | T($1) }
    }
    // A process may end while another of its threads is being recorded: the last record, cut short, is of a call that never returned.
    while position + 24 <= data.count {
      let type = integer(UInt32.self, at: position)
      let file = integer(UInt32.self, at: position + 4)
      let offset = Int(truncatingIfNeeded: integer(UInt64.self, at: position + 8))
      let length = Int(integer(UInt64.self, at: position + 16))
      // All but a flush and a change of size carry bytes.
      let hasBytes = type != 4 && type != 5
      guard !hasBytes || length <= data.count - position - 24 else { break }
      let bytes = hasBytes ? Array(data[position + 24..<position + 24 + length]) : []
      position += 24 + bytes.count
      var text: String { String(decoding: bytes, as: UTF8.self) }
      switch type {
      case 1: records.append(.opened(file: file, path: text, creates: offset & 1 != 0, isDirectory: offset & 2 != 0))
      case 2, 3: records.append(.written(file: file, offset: offset, bytes: bytes, isThrough: type == 3))
      case 4: records.append(.flushed(file: file))
      case 5: records.append(.resized(file: file, byteCount: offset))
      case 6, 11:
        let names = text.split(separator: "\0").map(String.init)
        records.append(type == 6 ? .renamed(from: names[0], to: names[1]) : .linked(from: names[0], to: names[1]))
      case 7, 9: records.append(.unlinked(text))
      case 8: records.append(.madeDirectory(text))
      case 10: records.append(.marked(text))
      default: throw Usage(problem: "\(path): record of type \(type)")
      }
    }
    self.records = records
  }
}

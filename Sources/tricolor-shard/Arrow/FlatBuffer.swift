import EventLog

/// A value of a FlatBuffer, as much of the format as Arrow's messages need (https://flatbuffers.dev/internals).
///
/// Written from front to back: each table and vector is followed by what it points to, since offsets of fields point forward.
indirect enum FlatBuffer {
  /// A table's fields by number; nil for one that has its default.
  case table([Field?])
  /// A vector of tables.
  case tables([FlatBuffer])
  /// A vector of structs of two 64-bit numbers each.
  case pairs([(Int64, Int64)])
  case string(String)

  /// A field of a table.
  enum Field {
    case int8(UInt8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case reference(FlatBuffer)

    fileprivate var byteCount: Int {
      switch self {
      case .int8: 1
      case .int16: 2
      case .int32, .reference: 4
      case .int64: 8
      }
    }
  }

  /// The buffer with this value as its root, padded to 8 bytes.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(0 as UInt32)
    let root = write(to: &writer)
    writer.overwrite(UInt32(root), at: 0)
    writer.pad(to: 8)
    return writer.bytes
  }

  /// Writes the value and what it points to. Gives where it is.
  private func write(to writer: inout ByteWriter) -> Int {
    switch self {
    case .table(let fields): return Self.write(fields, to: &writer)
    case .tables(let tables):
      writer.pad(to: 4)
      let start = writer.count
      writer.write(UInt32(tables.count))
      for _ in tables { writer.write(0 as UInt32) }
      for (index, table) in tables.enumerated() { Self.write(table, referredToAt: start + 4 + 4 * index, &writer) }
      return start
    case .pairs(let pairs):
      // The structs lie at a multiple of 8, right behind their count.
      writer.pad(to: 8)
      writer.write(0 as UInt32)
      let start = writer.count
      writer.write(UInt32(pairs.count))
      for pair in pairs {
        writer.write(pair.0)
        writer.write(pair.1)
      }
      return start
    case .string(let text):
      writer.pad(to: 4)
      let start = writer.count
      writer.write(text, lengthAs: UInt32.self)
      writer.write(0 as UInt8)
      return start
    }
  }

  /// Writes a table behind its virtual table, which says where each field is: the sizes of both, then an offset for each field, 0 for none.
  private static func write(_ fields: [Field?], to writer: inout ByteWriter) -> Int {
    var size = 4
    let offsets = fields.map { field -> Int in
      guard let field else { return 0 }
      size = (size + field.byteCount - 1) / field.byteCount * field.byteCount
      defer { size += field.byteCount }
      return size
    }
    writer.pad(to: 8)
    let virtual = writer.count
    writer.write(UInt16(4 + 2 * fields.count))
    writer.write(UInt16(size))
    for offset in offsets { writer.write(UInt16(offset)) }
    // Fields are aligned within the buffer, so the table is too.
    writer.pad(to: 8)
    let start = writer.count
    writer.write(Int32(start - virtual))
    for _ in 4..<max(size, 4) { writer.write(0 as UInt8) }
    for (offset, field) in zip(offsets, fields) {
      switch field {
      case nil: break
      case .int8(let value): writer.overwrite(value, at: start + offset)
      case .int16(let value): writer.overwrite(value, at: start + offset)
      case .int32(let value): writer.overwrite(value, at: start + offset)
      case .int64(let value): writer.overwrite(value, at: start + offset)
      case .reference(let value): write(value, referredToAt: start + offset, &writer)
      }
    }
    return start
  }

  private static func write(_ value: FlatBuffer, referredToAt offset: Int, _ writer: inout ByteWriter) {
    let position = value.write(to: &writer)
    writer.overwrite(UInt32(position - offset), at: offset)
  }
}

extension ByteWriter {
  /// Writes zeros up to a multiple of so many bytes.
  mutating func pad(to multiple: Int) {
    while !count.isMultiple(of: multiple) { write(0 as UInt8) }
  }
}

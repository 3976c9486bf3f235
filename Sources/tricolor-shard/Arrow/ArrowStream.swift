import EventLog
import RiskModel

/// Writes columns to standard output as an Arrow IPC stream (https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format): a message of the schema, one for
/// each batch, and an end.
///
/// By hand, since the two forms of message that are needed take less than a C library of them would to build statically; the tests read each stream with
/// pyarrow.
struct ArrowStream: ~Copyable {
  /// The type of a column without nulls. Spark takes neither unsigned numbers nor binaries of fixed length.
  enum ColumnType {
    /// 16 bytes each, as a binary of variable length.
    case person
    case int8
    case int64
    case utf8
  }

  /// A column of the batch at hand.
  private struct Column {
    let type: ColumnType
    /// Where each value ends, for those of variable length.
    var ends = ByteWriter()
    var values = ByteWriter()

    init(_ type: ColumnType) {
      self.type = type
      removeAll()
    }

    mutating func removeAll() {
      ends.removeAll()
      values.removeAll()
      if type == .person || type == .utf8 { ends.write(0 as Int32) }
    }
  }

  private var columns: [Column]
  private var batchRowCount = 0
  /// How many rows were written.
  private(set) var rowCount = 0

  /// A batch of two columns is then some 2 MB: enough that its cost is the rows', and little to hold.
  private static let batchRowLimit = 1 << 17
  /// Texts are longer; a batch ends before it is out of proportion, whatever its rows.
  private static let batchByteLimit = 8 << 20

  /// Begins a stream.
  ///
  /// - Throws: ``KernelError`` where it cannot be written.
  init(_ schema: KeyValuePairs<String, ColumnType>) throws(KernelError) {
    columns = schema.map { Column($0.value) }
    try Self.write(header: .schema, Self.schema(schema), bodyByteCount: 0)
  }

  mutating func append(_ person: PersonID, to column: Int) {
    columns[column].values.write(person)
    columns[column].ends.write(Int32(columns[column].values.count))
  }

  mutating func append(_ value: Int8, to column: Int) { columns[column].values.write(value) }

  mutating func append(_ value: Int64, to column: Int) { columns[column].values.write(value) }

  mutating func append(_ text: String, to column: Int) {
    columns[column].values.write(text)
    columns[column].ends.write(Int32(columns[column].values.count))
  }

  /// Ends a row, to which each column was appended once.
  mutating func endRow() throws(KernelError) {
    batchRowCount += 1
    if batchRowCount == Self.batchRowLimit || columns.contains(where: { $0.values.count >= Self.batchByteLimit }) { try writeBatch() }
  }

  /// Writes what is left, and the end. A stream has at least one batch: a reader need not tell none from a stream cut short.
  mutating func finish() throws(KernelError) {
    if batchRowCount > 0 || rowCount == 0 { try writeBatch() }
    try Output.write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
  }

  private mutating func writeBatch() throws(KernelError) {
    var body = ByteWriter(reservingBytes: columns.reduce(64) { $0 + $1.ends.count + $1.values.count + 16 })
    var buffers: [(Int64, Int64)] = []
    func add(_ bytes: [UInt8], _ body: inout ByteWriter) {
      buffers.append((Int64(body.count), Int64(bytes.count)))
      body.write(bytes)
      body.pad(to: 8)
    }
    for index in columns.indices {
      // No nulls, so no bitmap of them.
      buffers.append((Int64(body.count), 0))
      if columns[index].ends.count > 0 { add(columns[index].ends.bytes, &body) }
      add(columns[index].values.bytes, &body)
      columns[index].removeAll()
    }
    let batch = FlatBuffer.table([
      .int64(Int64(batchRowCount)), .reference(.pairs(columns.map { _ in (Int64(batchRowCount), 0) })), .reference(.pairs(buffers)),
    ])
    try Self.write(header: .recordBatch, batch, bodyByteCount: body.count)
    try Output.write(body.bytes)
    rowCount += batchRowCount
    batchRowCount = 0
  }

  /// The kinds of message, by their number in Arrow's `MessageHeader`.
  private enum Header: UInt8 {
    case schema = 1
    case recordBatch = 3
  }

  /// Writes a message but for its body: a mark, the metadata's length, the metadata, all a multiple of 8 bytes.
  private static func write(header: Header, _ table: FlatBuffer, bodyByteCount: Int) throws(KernelError) {
    // Version 5 of the metadata is number 4.
    let message = FlatBuffer.table([.int16(4), .int8(header.rawValue), .reference(table), .int64(Int64(bodyByteCount))]).bytes
    var writer = ByteWriter(reservingBytes: message.count + 8)
    writer.write(UInt32.max)
    writer.write(Int32(message.count))
    writer.write(message)
    try Output.write(writer.bytes)
  }

  /// A schema of little-endian columns.
  private static func schema(_ columns: KeyValuePairs<String, ColumnType>) -> FlatBuffer {
    let fields = columns.map { name, type -> FlatBuffer in
      // The type's number in Arrow's `Type`, and its table: a number has a width and a sign.
      let (number, table): (UInt8, FlatBuffer) =
        switch type {
        case .int8: (2, .table([.int32(8), .int8(1)]))
        case .int64: (2, .table([.int32(64), .int8(1)]))
        case .person: (4, .table([]))
        case .utf8: (5, .table([]))
        }
      // Nullable, though no value is null: what Spark takes every column of a source for.
      return .table([.reference(.string(name)), .int8(1), .int8(number), .reference(table), nil, .reference(.tables([]))])
    }
    return .table([nil, .reference(.tables(fields))])
  }
}

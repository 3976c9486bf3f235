internal import EventJSON
public import Tricolor

extension FleetManifest {
  /// The file's content.
  public var json: JSONValue {
    .object([
      "format": .integer(1), "projector": .text(projector), "circumstances": .text(circumstances), "persons": .integer(Int64(persons)),
      "shards": .array(shards.map(\.json)),
      "feeds": .array(
        feeds.sorted { $0.key < $1.key }.map { .object(["firstLine": .text($0.key), "mark": .text($0.value)]) }),
    ])
  }

  /// Reads the file's content.
  ///
  /// - Throws: ``Fault`` with the field and what was expected, also for shards that overlap.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    guard try fields.optionalInteger("format", in: 1...1) != nil else { throw fields.missing("format", expected: "1") }
    projector = try fields.required("projector") { $0 }
    circumstances = try fields.required("circumstances", Digest32.init(text:))
    let persons = try fields.optionalInteger("persons", in: 0...Int64.max)
    shards = []
    for (index, element) in try Self.list(fields.value("shards"), at: "shards").enumerated() {
      let shard = try Shard(element, at: "shards[\(index)]")
      do { try add(shard, circumstances: circumstances) } catch { throw Fault(path: "shards[\(index)]", problem: error.description) }
    }
    for (index, element) in try Self.list(fields.value("feeds"), at: "feeds").enumerated() {
      var feed = try JSONFields(element, at: "feeds[\(index)]")
      feeds[try feed.required("firstLine") { $0 }] = try feed.required("mark") { $0 }
      try feed.finish()
    }
    try fields.finish()
    guard persons == Int64(self.persons) else {
      throw Fault(path: "persons", problem: "\(persons.map(String.init) ?? "missing"), expected the sum over the shards, \(self.persons)")
    }
  }

  private static func list(_ value: JSONValue?, at path: String) throws(Fault) -> [JSONValue] {
    guard case .array(let elements) = value else { throw Fault(path: path, problem: "\(value?.kindName ?? "missing"), expected a list") }
    return elements
  }
}

extension FleetManifest.Shard {
  fileprivate var json: JSONValue {
    .object([
      "store": .text(store), "first": .text(buckets.first.hexadecimal), "last": .text(buckets.last.hexadecimal),
      "sequence": .integer(Int64(sequence)),
      "recordedAt": .text(recordedAt), "root": .text(root), "persons": .integer(Int64(persons)),
    ])
  }

  fileprivate init(_ json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    store = try fields.required("store") { $0 }
    let first = try fields.required("first", UInt16.init(bucket:))
    let last = try fields.required("last", UInt16.init(bucket:))
    do { buckets = try BucketRange(first, through: last) } catch { throw Fault(path: fields.path(of: "last"), problem: error.description) }
    guard let sequence = try fields.optionalInteger("sequence", in: 0...Int64.max) else {
      throw fields.missing("sequence", expected: "a sequence")
    }
    self.sequence = UInt64(sequence)
    recordedAt = try fields.required("recordedAt", Instant.init)
    root = try fields.required("root", Digest32.init(text:))
    guard let persons = try fields.optionalInteger("persons", in: 0...Int64.max) else {
      throw fields.missing("persons", expected: "a number of persons")
    }
    self.persons = Int(persons)
    try fields.finish()
  }
}

extension UInt16 {
  /// Reads a bucket in 4 hexadecimal digits.
  package init(bucket text: String) throws(FormatError) {
    guard text.utf8.count == 4, let bucket = UInt16(text, radix: 16), text.utf8.first != UInt8(ascii: "+") else {
      throw FormatError(found: text, expected: "a bucket: 4 hexadecimal digits")
    }
    self = bucket
  }
}

extension Digest32 {
  fileprivate init(text: String) throws(FormatError) {
    do { try self.init(hex: text) } catch { throw FormatError(found: text, expected: "a digest: 64 hexadecimal digits") }
  }
}

import EventJSON
import Foundation
import RiskModel
import Testing

@Suite struct RecordReaderTests {
  /// The records of a file of these bytes, in batches, and how far the reader got.
  private func read(
    _ bytes: some Sequence<UInt8>, batch: Int = 10_000
  ) throws -> (batches: [[JSONValue]], byteCount: UInt64, lineCount: Int) {
    let path = NSTemporaryDirectory() + "records-\(UUID().uuidString).jsonl"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var reader = RecordReader(try LineReader(path: path)) { json throws(Fault) in json }
    var batches: [[JSONValue]] = []
    while let batch = try reader.next(batch) { batches.append(batch) }
    return (batches, reader.lines.position.byteCount, reader.lines.position.lineCount)
  }

  private func refusal(_ text: some StringProtocol) -> (line: Int, fault: Fault)? {
    do {
      _ = try read(text.utf8)
      return nil
    } catch InputError.refused(_, let line, let fault) {
      return (line, fault)
    } catch {
      Issue.record(error)
      return nil
    }
  }

  @Test func nothingIsNoRecord() throws {
    let result = try read([])
    #expect(result.batches.isEmpty && result.byteCount == 0 && result.lineCount == 0)
  }

  @Test(arguments: ["\n", "\r\n"], [true, false])
  func linesInOrder(feed: String, lastHasFeed: Bool) throws {
    let text = (0..<1_000).map { "{\"n\":\($0)}" }.joined(separator: feed) + (lastHasFeed ? feed : "")
    let result = try read(text.utf8, batch: 300)
    #expect(result.batches.map(\.count) == [300, 300, 300, 100])
    #expect(result.batches.joined().map(\.description) == (0..<1_000).map { "{\"n\":\($0)}" })
    #expect(result.byteCount == UInt64(text.utf8.count) && result.lineCount == 1_000)
  }

  @Test(arguments: ["\n", "[1]\n\n[2]\n", "[1]\n\r\n[2]\n", "[1]\n \n"])
  func anEmptyLineIsAtFault(text: String) {
    #expect(refusal(text)?.fault.problem.contains("empty") == true)
    #expect(refusal(text)?.line == (text == "\n" ? 1 : 2))
  }

  @Test(arguments: [1, 2, 499, 500, 501, 999, 1_000])
  func theFirstLineAtFaultIsNamed(line: Int) {
    var lines = Array(repeating: "{\"n\":1}", count: 1_000)
    lines[line - 1] = "{\"n\":}"
    lines[999] = "{"
    #expect(refusal(lines.joined(separator: "\n"))?.line == line)
  }

  @Test func linesOverAllBufferBoundaries() throws {
    // 20 MB of lines of many lengths, some near the longest: they straddle each piece's end in another way.
    var expected: [Int] = []
    var bytes: [UInt8] = []
    for index in 0..<400 {
      let length = index % 40 == 0 ? LineReader.maximumLineByteCount - 6 : index * 251 % 70_000
      expected.append(length)
      bytes += Array("[\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: length) + Array("\"]\n".utf8)
    }
    let records = try read(bytes, batch: 150).batches.joined()
    #expect(records.map { $0.description.utf8.count - 4 } == expected)
  }

  @Test func aLongLineIsRefusedEarly() throws {
    let long = String(repeating: "x", count: LineReader.maximumLineByteCount + 1)
    #expect(refusal("[1]\n[2]\n" + long)?.line == 3)
    #expect(refusal("[1]\n[2]\n" + long + "\n[3]\n")?.fault.problem.contains("over 1048576 bytes") == true)
  }

  @Test func aMissingFileIsUnreadable() {
    #expect(throws: InputError.unreadable(name: "/nowhere/x", problem: "No such file or directory")) {
      _ = try LineReader(path: "/nowhere/x")
    }
  }

  @Test func aDirectoryIsUnreadable() throws {
    #expect(throws: InputError.self) {
      var reader = RecordReader(try LineReader(path: "/")) { json throws(Fault) in json }
      _ = try reader.next(1)
    }
  }
}

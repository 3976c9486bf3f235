import Deflate
import Testing

@testable import HealthCode

/// zlib: taken, and bounded.
@Suite struct CompressionTests {
  private func answer(_ bytes: [UInt8]) throws -> GateAnswer {
    let text = CodeText.prefix + String(decoding: Base45.encode(bytes), as: UTF8.self)
    return CodeVerifier(trust: Sample.trust(try Sample.signer())).verify(text, at: Sample.noon)
  }

  @Test func streamsAreTaken() throws {
    let text = try Sample.claims().signed(by: Sample.signer(), isCompressed: true)
    #expect(CodeVerifier(trust: Sample.trust(try Sample.signer())).verify(text, at: Sample.noon).outcome == .green)
    #expect(try text.count > Sample.claims().signed(by: Sample.signer()).count)
  }

  /// What is deflated after other streams is as deflated alone, short and long, also longer than was announced.
  @Test func oneStreamAfterAnother() throws {
    let deflater = Deflater(level: 1, upTo: 1_000)
    for count in [0, 1, 700, 1_000, 200_000, 700, 0] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
      // Safe: bytes are their own raw representation.
      let stream = unsafe deflater.deflate(bytes.span.bytes)
      #expect(try Zlib.inflate(stream, upTo: count + 1) == bytes)
      #expect(unsafe Deflater(level: 1, upTo: 1_000).deflate(bytes.span.bytes) == stream)
    }
  }

  @Test func bombs() throws {
    let limit = CodeText.maximumMessageByteCount
    #expect(throws: CodeError.inflatesBeyond(limit: limit)) {
      try Zlib.inflate(Zlib.deflate([UInt8](repeating: 0, count: 2_000_000), level: 9), upTo: limit)
    }
    #expect(try answer(Zlib.deflate([UInt8](repeating: 0, count: 2_000_000), level: 9)).reason == .malformed(.inflatesBeyond(limit: limit)))
    #expect(try Zlib.inflate(Zlib.deflate([UInt8](repeating: 5, count: limit), level: 9), upTo: limit).count == limit)
  }

  @Test func damagedStreams() throws {
    let whole = Zlib.deflate(try MessageText(Sample.signer(), Sample.claims()).message, level: 9)
    for bytes in [Array(whole.dropLast()), Array(whole.prefix(2)), whole + [0], Array(whole.dropLast(4)) + [0, 0, 0, 0]] {
      let answer = try answer(bytes)
      guard case .malformed(.compression)? = answer.reason else {
        Issue.record("\(answer)")
        continue
      }
    }
    // A preset dictionary: FDICT set, and a header whose check is right.
    #expect(try answer([0x78, 0xBB, 0, 0, 0, 0]).reason == .malformed(.compression(problem: "it needs a preset dictionary")))
  }
}

internal import Deflate

extension Zlib {
  /// Whether bytes begin as a stream does: deflate, with a window of at most 32 KiB. No COSE_Sign1 begins so, tagged or not.
  static func isStream(_ bytes: some Collection<UInt8>) -> Bool { bytes.first.map { $0 & 0x8F == 8 } ?? false }

  /// The bytes of a stream.
  ///
  /// - Throws: ``CodeError/inflatesBeyond(limit:)``; ``CodeError/compression(problem:)`` for a stream that is damaged, cut short, followed by
  ///   other bytes or made with a preset dictionary.
  static func inflate(_ stream: [UInt8], upTo limit: Int) throws(CodeError) -> [UInt8] {
    do {
      // Safe here and below: bytes are their own raw representation.
      return try unsafe inflate(stream.span.bytes, upTo: limit)
    } catch {
      switch error {
      case .inflatesBeyond(let limit): throw .inflatesBeyond(limit: limit)
      case .damaged(let problem): throw .compression(problem: problem)
      }
    }
  }

  static func deflate(_ bytes: [UInt8], level: Int32) -> [UInt8] { unsafe deflate(bytes.span.bytes, level: level) }
}

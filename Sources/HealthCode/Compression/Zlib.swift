internal import CZlib

/// zlib streams (RFC 1950), whole and bounded.
enum Zlib {
  /// Whether bytes begin as a stream does: deflate, with a window of at most 32 KiB. No COSE_Sign1 begins so, tagged or not.
  static func isStream(_ bytes: some Collection<UInt8>) -> Bool { bytes.first.map { $0 & 0x8F == 8 } ?? false }

  /// The bytes of a stream.
  ///
  /// - Throws: ``CodeError/inflatesBeyond(limit:)``; ``CodeError/compression(problem:)`` for a stream that is damaged, cut short, followed by
  ///   other bytes or made with a preset dictionary.
  /// - Complexity: O(bytes of the result); so much memory and some 40 KiB.
  static func inflate(_ stream: [UInt8], upTo limit: Int) throws(CodeError) -> [UInt8] {
    var (consumed, produced) = (0, 0)
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
      // Safe: zlib reads the stream's bytes and writes at most the capacity, of which `produced` gives how much; an empty buffer may have no
      // address, but a limit is never 0.
      code = unsafe stream.withUnsafeBufferPointer {
        unsafe tricolor_inflate($0.baseAddress, $0.count, target.baseAddress, limit, &consumed, &produced)
      }
      count = produced
    }
    switch code {
    case Z_STREAM_END: break
    case Z_BUF_ERROR: throw .inflatesBeyond(limit: limit)
    case Z_NEED_DICT: throw .compression(problem: "it needs a preset dictionary")
    case Z_MEM_ERROR: throw .compression(problem: "no memory to inflate it")
    default: throw .compression(problem: "damaged or cut short")
    }
    guard consumed == stream.count else { throw .compression(problem: "\(stream.count - consumed) bytes after its end") }
    return bytes
  }

  /// A stream of bytes.
  ///
  /// - Parameter level: 1, the quickest, to 9, the shortest.
  static func deflate(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    // Safe: as above, with room for what cannot be shortened (zlib's compressBound).
    let room = Int(compressBound(uLong(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
      let code = unsafe bytes.withUnsafeBufferPointer {
        unsafe tricolor_deflate($0.baseAddress, $0.count, target.baseAddress, room, level, &count)
      }
      precondition(code == Z_STREAM_END, "zlib has no memory to deflate \(bytes.count) bytes")
    }
  }
}

internal import CZlib

/// zlib streams (RFC 1950), whole and bounded.
package enum Zlib {
  /// Why a stream was not taken.
  package enum Failure: Error, Hashable, Sendable {
    /// It has more bytes than it may.
    case inflatesBeyond(limit: Int)
    /// It is no stream, or not a whole one.
    case damaged(problem: String)
  }

  /// The bytes of a stream.
  ///
  /// - Parameter limit: the most bytes of the result, at least 1.
  /// - Throws: ``Failure/inflatesBeyond(limit:)``; ``Failure/damaged(problem:)`` for a stream that is damaged, cut short, followed by other bytes or made
  ///   with a preset dictionary.
  /// - Complexity: O(bytes of the result); so much memory and some 40 KiB.
  package static func inflate(_ stream: RawSpan, upTo limit: Int) throws(Failure) -> [UInt8] {
    var (consumed, produced) = (0, 0)
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
      // Safe: zlib reads the stream's bytes and writes at most the capacity, of which `produced` gives how much; an empty buffer may have no
      // address, but a limit is never 0.
      code = unsafe stream.withUnsafeBytes {
        unsafe tricolor_inflate(
          $0.assumingMemoryBound(to: UInt8.self).baseAddress, $0.count, target.baseAddress, limit, &consumed, &produced)
      }
      count = produced
    }
    switch code {
    case Z_STREAM_END: break
    case Z_BUF_ERROR: throw .inflatesBeyond(limit: limit)
    case Z_NEED_DICT: throw .damaged(problem: "it needs a preset dictionary")
    case Z_MEM_ERROR: throw .damaged(problem: "no memory to inflate it")
    default: throw .damaged(problem: "damaged or cut short")
    }
    guard consumed == stream.byteCount else { throw .damaged(problem: "\(stream.byteCount - consumed) bytes after its end") }
    return bytes
  }

  /// A stream of bytes.
  ///
  /// - Parameter level: 1, the quickest, to 9, the shortest.
  package static func deflate(_ bytes: RawSpan, level: Int32) -> [UInt8] { Deflater(level: level, upTo: bytes.byteCount).deflate(bytes) }
}

/// Makes one zlib stream after another, with tables that are set up once: a fourth of the work of a short stream.
///
/// Safe, since its pointer is made and freed here and given to zlib alone.
@safe package struct Deflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>

  /// Shorter sources do with smaller tables.
  private static let shortByteCount = 65_536

  /// - Parameters:
  ///   - level: 1, the quickest, to 9, the shortest.
  ///   - byteCount: about how many bytes a stream has at most. Longer ones are deflated all the same, if not as well.
  package init(level: Int32, upTo byteCount: Int) {
    guard let stream = unsafe tricolor_deflater(level, byteCount < Self.shortByteCount ? 1 : 0) else {
      preconditionFailure("zlib has no memory for its tables")
    }
    unsafe self.stream = unsafe stream
  }

  deinit { unsafe tricolor_deflater_free(stream) }

  /// A stream of bytes.
  package func deflate(_ bytes: RawSpan) -> [UInt8] {
    // Safe: zlib reads the bytes and writes at most the capacity, with room for what cannot be shortened (its compressBound). The stream is
    // this value's alone, which has no copy and is not shared between threads.
    let room = Int(compressBound(uLong(bytes.byteCount)))
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
      let code = unsafe bytes.withUnsafeBytes {
        unsafe tricolor_deflate(
          stream, $0.assumingMemoryBound(to: UInt8.self).baseAddress, $0.count, target.baseAddress, room, &count)
      }
      precondition(code == Z_STREAM_END, "zlib has no memory to deflate \(bytes.byteCount) bytes")
    }
  }
}

import EventLog
import Foundation
import RiskModel

/// A block of the log from bytes that have not been checked: decoded or refused, whatever they are. Its checksums are put right where the
/// first byte of the input is odd, so that what lies behind them is reached.
///
/// With `FUZZ_DEFECT` set, a block of two events ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  var bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  if start[0] % 2 == 1 { putChecksumsRight(&bytes) }
  let events = (try? eventCount(bytes.span.bytes)) ?? 0
  if events > 1, getenv("FUZZ_DEFECT") != nil { fatalError("the planted defect") }
  return 0
}

/// The events that can be read.
private func eventCount(_ bytes: RawSpan) throws -> Int {
  let block = try LogBlock(bytes)
  for sequence in [block.firstSequence, block.lastSequence] { _ = try? block.entry(sequence) }
  var count = 0
  try block.forEachEntry { entry in
    if case .event(let record) = entry, (try? block.event(record)) != nil { count += 1 }
    return true
  }
  return count
}

/// Writes the checksums that a block should have, as far as its layout can be followed.
private func putChecksumsRight(_ bytes: inout [UInt8]) {
  func integer(_ offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - 4 else { return nil }
    return bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
  func put(_ value: UInt32, at offset: Int) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
  }
  guard let count = integer(4), let directory = integer(24), count <= 65_536, bytes.count > 64 else { return }
  let entries = stride(from: 0, to: count, by: 16).map { directory + $0 / 16 * 8 }
  for (index, entry) in entries.enumerated() {
    let next = index + 1 < entries.count ? integer(entries[index + 1]) : bytes.count
    guard let start = integer(entry), let end = next, integer(entry + 4) != nil, start <= end, end <= bytes.count else { return }
    put(Checksum.short(bytes.span.bytes.extracting(start..<end)), at: entry + 4)
  }
  guard let first = entries.first, let head = integer(first), head >= 32, head <= bytes.count else { return }
  put(Checksum.short(bytes.span.bytes.extracting(0..<28)) ^ Checksum.short(bytes.span.bytes.extracting(32..<head)), at: 28)
}

import EventJSON
import Foundation
import LogProof
import RiskModel
import Tricolor

/// Notes, checkpoints, keys and proofs from unchecked bytes: what is taken is written and read again as the same.
///
/// With `FUZZ_DEFECT` set, a note that holds a checkpoint ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let text = String(decoding: bytes, as: UTF8.self)
  if let key = try? VerifierKey(text), (try? VerifierKey("\(key)")) != key { fatalError("a key that changes when it is written") }
  if let checkpoint = try? Checkpoint(text: text), checkpoint.text != text { fatalError("a checkpoint that changes when it is written") }
  if let note = try? SignedNote(parsing: bytes) {
    guard (try? SignedNote(parsing: note.description)) == note else { fatalError("a note that changes when it is written") }
    let holdsCheckpoint = (try? Checkpoint(text: note.text)) != nil
    if holdsCheckpoint, getenv("FUZZ_DEFECT") != nil { fatalError("the planted defect") }
  }
  let lines = bytes.split(separator: UInt8(ascii: "\n")).map { try? JSONValue(parsing: Array($0)) }
  if !lines.contains(nil), let proof = try? Proof(lines: lines.compactMap(\.self)) {
    guard let written = try? proof.lines.map({ try JSONValue(parsing: Array($0.utf8)) }), (try? Proof(lines: written))?.lines == proof.lines
    else {
      fatalError("a proof that changes when it is written")
    }
  }
  verify(bytes)
  return 0
}

/// Takes the bytes for proofs: two sizes, then hashes. None can hold for a root that nothing was hashed to.
private func verify(_ bytes: [UInt8]) {
  guard bytes.count >= 16 else { return }
  func integer(_ offset: Int) -> UInt64 { bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) } }
  let hashes = stride(from: 16, to: bytes.count - 31, by: 32).compactMap { try? Digest32(Array(bytes[$0..<$0 + 32])) }
  let root = LogHash.leaf(Array("a root".utf8))
  let leaf = LogHash.leaf(Array("a leaf".utf8))
  if (try? InclusionProof(leaf: integer(0), size: integer(8), hashes: hashes).verify(leafHash: leaf, root: root)) != nil {
    fatalError("an inclusion that cannot be")
  }
  let consistency = ConsistencyProof(oldSize: integer(0), newSize: integer(8), hashes: hashes)
  if (try? consistency.verify(oldRoot: leaf, newRoot: root)) != nil, integer(0) != 0 { fatalError("a consistency that cannot be") }
}

import Foundation
import HealthCode

/// Codes from unchecked bytes: as the text that a scanner read, as Base45 of what is put into it, and as lists.
///
/// Every input has an answer, none is taken that no trusted key has signed, and what Base45 takes is written and read again as the same. The memory of a
/// verification is bounded by `-malloc_limit_mb` for one piece and by `CodeVerifier`'s own limits for all of them.
///
/// With `FUZZ_DEFECT` set, a whole code that has expired ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let now = Instant(secondsSinceEpoch: 4_000_000_000)!
  let texts = [bytes, Array("T1:".utf8) + Base45.encode(bytes)]
  for text in texts {
    for verifier in verifiers {
      let answer = verifier.verify(text, at: now)
      if [.green, .yellow, .red].contains(answer.outcome) { fatalError("a code that nobody signed for then: \(answer)") }
      if answer.outcome == .expired, getenv("FUZZ_DEFECT") != nil { fatalError("the planted defect") }
    }
    _ = try? CodeContents(String(decoding: text, as: UTF8.self))
    _ = try? CodeContents("HC1:" + String(decoding: text.dropFirst(3), as: UTF8.self))
  }
  if let decoded = try? Base45.decode(bytes), Base45.encode(decoded) != bytes { fatalError("Base45 that changes when it is written") }
  if let list = try? TrustList(selfSigned: bytes), (try? TrustList(bytes, signedBy: [list.listKey])) != list {
    fatalError("a list of keys that changes when it is read again")
  }
  _ = try? StatusList.read(bytes, trust)
  return 0
}

/// The key of the corpus, and the codes that it has signed, which had all expired by then.
private let key = try! CodeSigner(.ed25519, privateKey: [UInt8](repeating: 1, count: 32)).key
private let trust = Trust(issuer: "CN-50", keys: [TrustedKey(key, during: .earliest..<Instant.latest, maximumLifetimeSeconds: .max)])
private let verifiers = [CodeVerifier(trust: trust), CodeVerifier(trust: trust, container: .lenient)]

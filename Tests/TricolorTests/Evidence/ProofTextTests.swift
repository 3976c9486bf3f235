import Foundation
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Proofs as they are handed over")
struct ProofTextTests {
  private let store = Store()

  private func parsed(_ proof: Proof) throws -> Proof { try Proof(lines: proof.lines.map { JSONValue(parsing: $0) }) }

  @Test func eachKindRoundTripsAndIsJudged() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 300)
    let first = try engine.checkpoint(origin: "o")
    try await engine.append([
      EvidenceLog.policy(), EvidenceLog.designation("CN/50"), .negative(.number(3), at: "2022-01-03T00:00:00Z", id: "x"),
    ])
    try await engine.append([.retraction(of: 303)])
    let last = try engine.checkpoint(origin: "o")
    let retraction = try engine.logLeaf(of: 305)
    var proofs: [Proof] = [
      .inclusion(retraction, try engine.inclusionProof(of: 305, in: 306)), .consistency(try engine.consistencyProof(from: 301, to: 306)),
      .inclusion(try engine.logLeaf(of: 306), try engine.inclusionProof(of: 306, in: 306)),
    ]
    for subject in [Subject.policies, .place(try Place("CN/50")), .place(try Place("CN")), .person(.number(3)), .person(.number(99))] {
      proofs.append(try engine.completeness(of: subject, in: 306))
    }
    for proof in proofs {
      #expect(try parsed(proof) == proof)
      try proof.verify(under: last, continuing: first)
      #expect(throws: (any Error).self) { try proof.verify(under: first, continuing: first) }
      let other = try Checkpoint(origin: "o", size: 306, root: first.root)
      #expect(throws: (any Error).self) { try proof.verify(under: other, continuing: first) }
    }
    #expect(throws: EvidenceError.olderCheckpointMissing(size: 301)) { try proofs[1].verify(under: last) }
    // An event that is shown instead of the one that the proof is about.
    let other = Proof.inclusion(try engine.logLeaf(of: 304), try engine.inclusionProof(of: 305, in: 306))
    #expect(throws: EvidenceError.otherEvent(proof: 305, event: 304)) { try other.verify(under: last) }
  }

  @Test func everyChangedCharacterIsRefusedOrFails() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 40)
    let checkpoint = try engine.checkpoint(origin: "o")
    let subject = Subject.person(.number(3))
    let proof = try engine.completeness(of: subject, in: 41)
    for (number, line) in proof.lines.enumerated().prefix(3) {
      // Letters and digits: the tests' reader of JSON refuses nothing, and what a text says is what matters here.
      for place in line.utf8.indices
      where Character(UnicodeScalar(line.utf8[place])).isLetter || Character(UnicodeScalar(line.utf8[place])).isNumber {
        var bytes = Array(line.utf8)
        let offset = line.utf8.distance(from: line.utf8.startIndex, to: place)
        bytes[offset] = bytes[offset] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
        var lines = proof.lines
        lines[number] = String(decoding: bytes, as: UTF8.self)
        #expect(throws: (any Error).self, "\(lines[number])") {
          try Proof(lines: lines.map { JSONValue(parsing: $0) }).verify(under: checkpoint)
        }
      }
    }
  }
}

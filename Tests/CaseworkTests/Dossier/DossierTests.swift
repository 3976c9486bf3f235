import Casework
import LogProof
import RiskModel
import Testing
import Tricolor

@testable import TricolorOracle

/// Dossiers: one that was made holds, read again from its text and without a store; whatever is changed in it is found.
@Suite("Dossiers", .tags(.property))
struct DossierTests {
  private static func make(_ log: RandomLog, _ random: inout SplitMix64) async throws -> (dossiers: [Dossier], trusted: Checkpoint) {
    let library = try await LibraryAnswers(log.events, batches: random)
    let signer = try NoteSigner.generate(name: "example.com/log")
    let note = try library.engine.checkpoint(origin: signer.key.name, signedBy: signer).description
    let trusted = try Checkpoint.open(Array(note.utf8), origin: signer.key.name, keys: [signer.key])
    let period = try log.period(&random)
    let dossiers = try (log.persons + [PersonID(high: 0, low: 1)]).map { try library.engine.dossier(of: $0, during: period, under: note) }
    return (dossiers, trusted)
  }

  @Test func holds() async throws {
    try await Rounds.run(15) { log, random in
      var random = random
      let (dossiers, trusted) = try await Self.make(log, &random)
      for dossier in dossiers {
        let claim = try DossierClaim(json: JSONValue(parsing: dossier.text))
        for finding in claim.check(under: trusted) {
          if let fault = finding.fault { return Disagreement("\(finding.subject) of \(dossier.person)", expected: "", got: fault) }
        }
      }
      return nil
    }
  }

  /// What was shown at a moment was by all that the log knew then, whomever it was about; a position that the events rule out is found.
  @Test func momentsKnowThePositionOfTheLog() async throws {
    var moments = 0
    var elsewhere = 0
    var forged = 0
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let log = try RandomLog(seed: seed, length: 12...40)
      let (dossiers, trusted) = try await Self.make(log, &random)
      for dossier in dossiers {
        let bearing = dossier.leaves.map(\.event)
        for (index, moment) in dossier.verdicts.moments.enumerated() {
          let last = log.events.last { $0.recordedAt <= moment.at }?.sequence ?? 0
          #expect(moment.shown.knownAt == last && moment.shownRestsOn.knownAt == last)
          moments += 1
          if !bearing.contains(where: { $0.sequence == last }) { elsewhere += 1 }
          guard index == 0, let next = bearing.first(where: { $0.recordedAt > moment.at })?.sequence else { continue }
          let later = dossier.text.replacing("\"knownAt\":\(last)", with: "\"knownAt\":\(next)")
          let claim = try DossierClaim(json: JSONValue(parsing: later))
          #expect(claim.check(under: trusted).contains { $0.fault != nil })
          forged += 1
        }
      }
    }
    #expect(moments > 20 && elsewhere > 5 && forged > 2, "\(moments) \(elsewhere) \(forged)")
  }

  /// Changes one digit or word somewhere in the text: where it can still be read, it must fail.
  @Test func whateverIsChangedIsFound() async throws {
    var tried = 0
    for seed in 0..<4 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let log = try RandomLog(seed: seed, length: 12...25)
      let (dossiers, trusted) = try await Self.make(log, &random)
      let original = Array(dossiers[0].text.utf8)
      for _ in 0..<150 {
        var bytes = original
        let position = random.integer(0...bytes.count - 1)
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] else { continue }
        bytes[position] = bytes[position] == UInt8(ascii: "9") ? UInt8(ascii: "1") : bytes[position] + 1
        let text = String(decoding: bytes, as: UTF8.self)
        guard let claim = try? DossierClaim(json: JSONValue(parsing: text)) else { continue }
        // A signature is the business of the reader that opens the note; the checkpoint's own lines are compared.
        if claim.checkpoint != dossiers[0].checkpoint { continue }
        tried += 1
        let isFound = claim.check(under: trusted).contains { $0.fault != nil }
        let around = String(decoding: bytes[max(0, position - 60)..<min(bytes.count, position + 60)], as: UTF8.self)
        #expect(isFound, "seed \(seed), byte \(position): \(around)")
      }
    }
    #expect(tried > 100)
  }

  /// An event that is left out, and a proof that is.
  @Test func whatIsLeftOutIsFound() async throws {
    var random = SplitMix64(seed: 5)
    let log = try RandomLog(seed: 5, length: 20...30)
    let (dossiers, trusted) = try await Self.make(log, &random)
    for dossier in dossiers.dropLast() {
      let text = dossier.text
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      var tried = 0
      for index in lines.indices where lines[index].hasPrefix(" {\"event\"") && lines[index].hasSuffix("},") {
        var fewer = lines
        fewer.remove(at: index)
        let claim = try DossierClaim(json: JSONValue(parsing: fewer.joined(separator: "\n")))
        #expect(claim.check(under: trusted).contains { $0.fault != nil })
        tried += 1
      }
      for index in lines.indices where lines[index].hasPrefix("[{\"") && lines[index].hasSuffix("],") {
        var fewer = lines
        fewer.remove(at: index)
        let claim = try DossierClaim(json: JSONValue(parsing: fewer.joined(separator: "\n")))
        #expect(claim.check(under: trusted).contains { $0.fault != nil })
        tried += 1
      }
      #expect(tried > 0)
    }
  }
}

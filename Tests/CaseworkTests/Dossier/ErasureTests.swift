import Casework
import Testing
import Tricolor

@testable import TricolorOracle

/// The dossiers of those whose events named a person that was erased.
@Suite("Dossiers and erasure")
struct ErasureTests {
  private let store = Store()
  private let log = ErasureLog()

  @Test func dossiersOfOthersHoldBeforeAndAfter() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try log.events())
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    let others = [log.wronglyLinked, log.contact, log.bystander]
    let period = try Instant("2022-09-01T08:00:00Z")..<Instant("2022-10-08T09:00:00Z")
    let note = checkpoint.text
    let dossiers = try others.map { try engine.dossier(of: $0, during: period, under: note) }
    _ = try await engine.erase(log.person, by: "registry", ground: Text("request of 2022-11-01", bytes: 1...256))
    for (person, old) in zip(others, dossiers) {
      let dossier = try engine.dossier(of: person, during: period, under: note)
      // All but the name of the erased person.
      #expect(dossier.verdicts.investigation.displayed == old.verdicts.investigation.displayed)
      #expect(dossier.verdicts.investigation.rightful == old.verdicts.investigation.rightful)
      #expect(dossier.verdicts.moments.map(\.rightful) == old.verdicts.moments.map(\.rightful))
      for text in [old.text, dossier.text] {
        let claim = try DossierClaim(json: JSONValue(parsing: text))
        #expect(claim.check(under: checkpoint).allSatisfy { $0.fault == nil })
      }
      #expect(!dossier.text.contains("\(log.person)"))
    }
    try await engine.close()
  }
}

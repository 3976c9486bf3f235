import Casework
import EventJSON
import Foundation
import Synchronization
import Tricolor

/// One appeal from lodging to dossier, on the sample log: a laboratory exchanged two specimens, and a person is red by the test of another.
@main
struct AppealInvestigation {
  static func main() async throws {
    let directory = CommandLine.arguments.dropFirst().first ?? "appeal-investigation"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let clock = Clock(try Instant("2022-10-20T01:05:00Z"))
    var surroundings = Engine.Surroundings()
    surroundings.clock = { clock.now }
    let engine = try Engine.create(at: "\(directory)/store", surroundings: surroundings)
    let person = try PersonID("d01a2b590bccca9da953f3d006ecf907")

    // What the agencies recorded before the appeal.
    let log = try sampleLog()
    guard let lodging = log.firstIndex(where: { $0.event.isAppeal }), let decision = log.lastIndex(where: { $0.event.isAppeal }) else {
      return
    }
    try await engine.append(Array(log[..<lodging]))

    // The appeal is lodged, and the agencies go on recording.
    try await engine.lodge(case: "2022-0117", of: person, at: clock.now, source: "linjiang-code", channel: .hotline)
    // Nothing is recorded later than the clock says.
    clock.set(try Instant("2022-10-23T02:30:00Z"))
    try await engine.append(Array(log[(lodging + 1)..<decision]))

    // The investigator asks what the color rests on, and whether it would fall without the test.
    let view = try engine.view()
    let evidence = try view.decisiveEvidence(of: person, at: clock.now)
    print("\(evidence.color) at \(clock.now) rests on any of \(evidence.evidenceSets)")
    for event in evidence.events { print("  #\(event.sequence) \(event.event.fact.kind.text) by \(event.event.source)") }
    guard let test = evidence.evidenceSets.first else { return }
    print("without \(test): \(try view.without(test).color(of: person, at: clock.now))")

    // The laboratory admits the mistake: upheld, and the test withdrawn in the same commit.
    let receipt = try await engine.decide(
      Decision(
        case: "2022-0117", of: person, .upheld(retracting: test.map { .sequence($0) }, correcting: []), at: clock.now,
        source: "linjiang-cdc",
        channel: .hotline, reason: "specimens of rack 7, positions 4 and 5, were exchanged"))
    for change in receipt.effect.intervals { print("\(change.before) → \(change.after) from \(change.from)") }

    // What was shown, what should have been, why; and the dossier that proves it.
    let period = try Instant("2022-10-15T00:00:00Z")..<Instant("2022-10-28T00:00:00Z")
    for one in try engine.view().investigate(person, during: period).discrepancies {
      print("shown \(one.direction.rawValue) for \(one.seconds / 3_600) h, because of \(one.causes.map(\.sequence))")
    }
    let signer = try NoteSigner.generate(name: "example.com/linjiang")
    let note = try engine.checkpoint(origin: signer.key.name, signedBy: signer)
    let dossier = try engine.dossier(of: person, during: period, under: note.description)
    try dossier.text.write(toFile: "\(directory)/dossier.json", atomically: true, encoding: .utf8)
    try note.description.write(toFile: "\(directory)/checkpoint", atomically: true, encoding: .utf8)
    try signer.key.description.write(toFile: "\(directory)/key", atomically: true, encoding: .utf8)
    try await engine.close()

    // A reader of the file, with the checkpoint and the key and without the store.
    let trusted = try Checkpoint.open(Array(note.description.utf8), origin: signer.key.name, keys: [signer.key])
    let claim = try DossierClaim(json: JSONValue(parsing: Array(dossier.text.utf8), upTo: 1 << 26))
    let faults = claim.check(under: trusted).filter { $0.fault != nil }
    print(faults.isEmpty ? "the dossier holds" : "the dossier fails: \(faults)")
  }

  private static func sampleLog() throws -> [Draft] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
    let lines = try Data(contentsOf: root.appending(path: "Sources/riskctl/Demo/sample.jsonl")).split(separator: 0x0A)
    var parser = JSONParser()
    var drafts: [Draft] = []
    for line in lines { drafts.append(try Draft(json: try parser.value(parsing: Array(line)))) }
    return drafts
  }
}

/// The wall clock of the story.
final class Clock: Sendable {
  private let instant: Mutex<Instant>

  init(_ instant: Instant) { self.instant = Mutex(instant) }

  var now: Instant { instant.withLock { $0 } }

  func set(_ later: Instant) { instant.withLock { $0 = later } }
}

extension Event {
  var isAppeal: Bool { if case .appeal = fact { true } else { false } }
}

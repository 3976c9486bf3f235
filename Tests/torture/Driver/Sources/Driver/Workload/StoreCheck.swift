import Foundation
import LogProof
import Tricolor

/// Opens a store that something has happened to, and looks for what was promised.
struct StoreCheck {
  let path: String
  let promises: Promises
  /// Whether to append once more, and look again.
  var goesOn = false

  /// What is lost or wrong; nothing for a store that kept its promises.
  func faults() async -> [String] {
    do {
      var faults: [String] = []
      for (name, batches) in promises.backups {
        let directory = URL(filePath: path).deletingLastPathComponent().path
        let restored = "\(directory)/restored-\(name)"
        defer { try? FileManager.default.removeItem(atPath: restored) }
        try await Engine.restore("\(directory)/\(name)", to: restored)
        faults += try await check(store: restored, holds: batches, isPromised: true).map { "backup \(name): \($0)" }
      }
      return try await faults + check(store: path, holds: promises.batches, isPromised: promises.isCreated || !promises.batches.isEmpty)
    } catch {
      return ["\(type(of: error)): \(error)"]
    }
  }

  private func check(store: String, holds promised: Set<UInt64>, isPromised: Bool) async throws -> [String] {
    let engine: Engine
    do {
      engine = try Engine.open(at: store, checksStructure: true)
    } catch StoreError.noStore where !isPromised {
      return []
    }
    // A backup may be older than a checkpoint, also when others follow on it.
    let known = try engine.view().knownAt
    let checkpoints = store == path ? promises.checkpoints : promises.checkpoints.filter { $0.size <= known }
    var faults = try await check(engine, holds: promised, checkpoints)
    if goesOn, faults.isEmpty {
      let next: UInt64 = 1 << 40
      try await engine.append(Workload.batch(next + 11))
      try engine.seal()
      faults += try await check(engine, holds: promised.union([next + 11]), checkpoints).map { "after going on: \($0)" }
    }
    return faults
  }

  private func check(_ engine: Engine, holds promised: Set<UInt64>, _ checkpoints: [Checkpoint]) async throws -> [String] {
    var faults = try await engine.verify(against: checkpoints).faults.map { "verify: \($0)" }
    var found: [UInt64: [Event]] = [:]
    var last: UInt64?
    var victimEvents = 0
    for try await event in try engine.events() {
      if event.event.source.string == Victims.source {
        victimEvents += 1
        continue
      }
      guard let number = Workload.number(of: event.event) else {
        faults.append("event \(event.sequence) was appended by nobody")
        continue
      }
      if let last, last != number, found[number] != nil { faults.append("batch \(number) stands in two places") }
      last = number
      found[number, default: []].append(event.event)
    }
    for (number, events) in found where try Workload.batch(number) != events {
      faults.append("batch \(number): \(events.count) events, not those that were appended")
    }
    for number in promised.sorted() where found[number] == nil { faults.append("batch \(number) was acknowledged and is lost") }
    faults += try victimFaults(engine, eventCount: victimEvents)
    // Derived state answers too.
    _ = try await engine.view().recolor(at: Workload.noon)
    return faults
  }

  /// Each victim is there whole or erased whole: none is lost, none is brought back.
  private func victimFaults(_ engine: Engine, eventCount: Int) throws -> [String] {
    var faults: [String] = []
    var expected = 0
    for number in promises.victims.union(promises.asked).sorted() {
      let person = Victims.person(number)
      if engine.erasure(of: person) != nil {
        if !promises.asked.contains(number) { faults.append("victim \(number) is erased, and nobody asked for it") }
        // The contact of the other person stays, without the name.
        expected += 1
        do {
          _ = try engine.view().status(of: person, at: Workload.noon)
          faults.append("victim \(number) was erased and has a status")
        } catch is PersonErased {}
      } else {
        if promises.erased.contains(number) { faults.append("victim \(number) was erased and is brought back") }
        if promises.victims.contains(number) { expected += 3 }
      }
    }
    if !promises.asked.isEmpty, eventCount < expected { faults.append("\(eventCount) events of victims, expected at least \(expected)") }
    let files = FileManager.default
    for file in try promises.compacted.isEmpty ? [] : files.subpathsOfDirectory(atPath: path) {
      guard let content = files.contents(atPath: "\(path)/\(file)") else { continue }
      for number in promises.compacted where Victims.traces(number).contains(where: { content.range(of: $0) != nil }) {
        faults.append("victim \(number) was erased and compacted away, and is in \(file)")
      }
    }
    return faults
  }
}

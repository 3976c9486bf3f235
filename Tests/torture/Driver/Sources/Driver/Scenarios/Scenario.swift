import Foundation
import Tricolor

/// What an engine does while it is recorded or disturbed: it promises as it goes.
///
/// With `--defect early-ack` it promises before the append has returned, which the checks must find.
struct Scenario {
  private let name: String
  private let store: String
  private let marks: Marks
  private let isHasty: Bool

  init(_ arguments: Arguments) throws {
    name = try arguments.required("name")
    store = try arguments.required("store")
    marks = try Marks(path: arguments.required("marks"))
    isHasty = arguments["defect"] == "early-ack"
  }

  func run() async throws {
    switch name {
    case "create":
      let engine = try create()
      for number in 1...3 as ClosedRange<UInt64> { try await append(number, engine) }
    case "append":
      let engine = try create()
      for number in 1...60 as ClosedRange<UInt64> { try await append(number, engine) }
      try await engine.close()
    case "group":
      let engine = try create()
      try await appendTogether(1...96, engine)
      try await engine.close()
    case "grow":
      let engine = try create()
      for number in stride(from: 11 as UInt64, through: 16 * 36, by: 16) { try await append(number, engine) }
    case "seal": try await seal()
    case "backup": try await backUp()
    case "erase": try await erase()
    case "faulty": try await goOn()
    case "fill": try await fill()
    case "small":
      let engine = try create()
      for number in [1, 3, 7, 2] as [UInt64] { try await append(number, engine) }
      try engine.seal()
      for number in [4, 23] as [UInt64] { try await append(number, engine) }
    default: throw Usage(problem: "unknown scenario \(name)")
    }
  }

  private var surroundings: Engine.Surroundings {
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 200
    return surroundings
  }

  private func create() throws -> Engine {
    let engine = try Engine.create(at: store, surroundings: surroundings)
    marks.write("created")
    return engine
  }

  private func append(_ number: UInt64, _ engine: Engine) async throws {
    if isHasty { marks.write("stored \(number)") }
    try await engine.append(Workload.batch(number))
    marks.write("stored \(number)")
  }

  private func appendTogether(_ numbers: ClosedRange<UInt64>, _ engine: Engine) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for first in 0..<8 as Range<UInt64> {
        group.addTask {
          for number in numbers where number % 8 == first { try await append(number, engine) }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Histories are sealed beside the appends, asked for, merged, and sealed again by the next engine.
  private func seal() async throws {
    do {
      let engine = try create()
      try await appendTogether(1...64, engine)
      try engine.seal()
      try await append(65, engine)
      try engine.seal()
      try await engine.close()
    }
    let engine = try Engine.open(at: store, surroundings: surroundings)
    try await appendTogether(66...100, engine)
    try await engine.close()
  }

  /// Backups, the second with what came after the first, and checkpoints, beside appends.
  private func backUp() async throws {
    let engine = try create()
    for first in [1, 17, 33] as [UInt64] {
      try await appendTogether(first...first + 7, engine)
      marks.write("backing backup")
      async let more: Void = appendTogether(first + 8...first + 15, engine)
      _ = try await engine.backup(to: URL(filePath: store).deletingLastPathComponent().path + "/backup")
      marks.write("backed backup")
      let checkpoint = try engine.checkpoint(origin: "torture.example")
      marks.write("checkpoint \(Data(checkpoint.text.utf8).base64EncodedString())")
      try await more
    }
    try await engine.close()
  }

  /// Victims are appended beside batches and erased, one before the file is compacted and one after, with appends between.
  ///
  /// With `--defect early-ack` the erasure is promised before it is made.
  private func erase() async throws {
    let engine = try create()
    try await appendTogether(1...16, engine)
    for number in 1...3 as ClosedRange<UInt64> {
      try await engine.append(Victims.events(number))
      marks.write("victim \(number)")
    }
    try engine.seal()
    for number in 1...2 as ClosedRange<UInt64> {
      try await append(16 + number, engine)
      marks.write("erasing \(number)")
      if isHasty { marks.write("erased \(number)") }
      try await engine.erase(Victims.person(number), by: EventSource(Victims.source), ground: "request")
      marks.write("erased \(number)")
      try await append(20 + number, engine)
      _ = try await engine.compact()
      marks.write("compacted")
      try await append(24 + number, engine)
    }
    try await engine.close()
  }

  /// Appends until the disk is full, or all is stored. Ends with status 3 where the engine says that it is full.
  private func fill() async throws {
    do {
      let isNew = !FileManager.default.fileExists(atPath: store)
      let engine = try isNew ? create() : Engine.open(at: store, surroundings: surroundings)
      for number in stride(from: 11 as UInt64, through: 16 * 8, by: 16) { try await append(number, engine) }
      try await engine.close()
    } catch let error where Self.isTyped(error) {
      print("gave up: \(error)")
      exit(3)
    }
  }

  /// Appends while calls of the system fail: each batch until it is stored, or until nothing can be stored any more.
  ///
  /// Ends with status 0 when all is stored, and 3 when the disk stayed bad. Errors that are not the engine's own end it with status 2.
  private func goOn() async throws {
    var engine: Engine?
    do {
      for number in 1...12 as ClosedRange<UInt64> {
        var attempts = 0
        var isUnknown = false
        while true {
          do {
            let open = try engine ?? Engine.open(at: store, surroundings: surroundings)
            engine = open
            try await append(number, open)
            if number % 6 == 0 { try open.seal() }
            break
          } catch AppendError.refused where isUnknown {
            // The batch retracts an event of its own: that it cannot be repeated says that it is stored.
            marks.write("stored \(number)")
            break
          } catch {
            attempts += 1
            if case StoreError.outcomeUnknown = error { isUnknown = true }
            try await answer(error, &engine)
            // strace counts calls by thread: one that fails once may fail once in each.
            guard attempts < 12 else { throw error }
          }
        }
      }
      try await engine?.close()
    } catch let error where Self.isTyped(error) {
      print("gave up: \(error)")
      exit(3)
    }
  }

  /// Does what an error asks for.
  private func answer(_ error: any Error, _ engine: inout Engine?) async throws {
    print("\(type(of: error)): \(error)")
    guard Self.isTyped(error) else { throw Usage(problem: "an error of no published type, \(type(of: error)): \(error)") }
    switch error {
    case StoreError.outcomeUnknown, StoreError.mustBeReopened:
      try? await engine?.close()
      engine = nil
    case let error as LMDBError where error.code == .panic:
      try? await engine?.close()
      engine = nil
    default: break
    }
  }

  private static func isTyped(_ error: any Error) -> Bool { error is StoreError || error is AppendError || error is LMDBError }
}

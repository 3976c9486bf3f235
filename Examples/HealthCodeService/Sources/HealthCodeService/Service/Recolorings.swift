import Foundation
import Synchronization
import Tricolor

/// Recolorings of everyone, as jobs: asked for, watched, cancelled. One runs at a time; the last few are kept.
final class Recolorings: Sendable {
  /// What is asked.
  struct Order: Sendable {
    /// The account that sees the job alone, since it shows persons.
    let caller: Caller
    let at: Instant
    let knownAt: UInt64?
    /// A draft, against the policies in force; nil for the colors as they are.
    let policy: Policy?
  }

  enum State: String, Sendable {
    case waiting
    case running
    case done
    case failed
    case cancelled
  }

  /// A job, as it stands.
  struct Job: Sendable {
    let id: String
    let order: Order
    var state = State.waiting
    var personsDone = 0
    var result: Result?
    var problem: String?
  }

  struct Result: Sendable {
    let knownAt: UInt64
    let counts: [Color: Int]
    let transitions: [Recoloring.Transition]
    let digest: String
    /// Persons whose color changes: of each transition those with the shortest histories, which say most plainly what the draft does.
    let samples: [Sample]
  }

  struct Sample: Sendable {
    let change: Recoloring.Change
    let events: [RecordedEvent]
  }

  /// How many jobs are kept, and how many may wait.
  static let keptCount = 32
  static let waitingCount = 4
  /// How many samples of each transition, found among how many changes.
  static let sampleCount = 3
  static let searchedCount = 200

  private let engine: Engine
  private let asking: Asking
  private let jobs = Mutex<[Job]>([])
  private let waiting: AsyncStream<Job>.Continuation

  init(_ engine: Engine, _ asking: Asking) {
    self.engine = engine
    self.asking = asking
    let (stream, continuation) = AsyncStream<Job>.makeStream()
    waiting = continuation
    Task { [weak self] in for await job in stream { await self?.run(job.id, job.order) } }
  }

  deinit { waiting.finish() }

  /// - Throws: ``Problem`` with status 503 where too many wait.
  func add(_ order: Order) throws(Problem) -> Job {
    let job = Job(id: UUID().uuidString.lowercased(), order: order)
    let isTaken = jobs.withLock { jobs in
      guard jobs.count(where: { $0.state == .waiting }) < Self.waitingCount else { return false }
      if jobs.count >= Self.keptCount, let old = jobs.firstIndex(where: { ![.waiting, .running].contains($0.state) }) {
        jobs.remove(at: old)
      }
      jobs.append(job)
      return true
    }
    guard isTaken else { throw .overloaded("\(Self.waitingCount) recolorings wait already") }
    waiting.yield(job)
    return job
  }

  private func job(_ id: String) -> Job? { jobs.withLock { jobs in jobs.first { $0.id == id } } }

  /// A job of a caller's; nil for another's, as for none.
  func job(_ id: String, of caller: Caller) -> Job? {
    job(id).flatMap { $0.order.caller.operatorName == caller.operatorName ? $0 : nil }
  }

  /// Cancels a job of a caller's that has not ended; one that has stays as it is.
  func cancel(_ id: String, of caller: Caller) -> Job? {
    guard job(id, of: caller) != nil else { return nil }
    update(id) { job in if [.waiting, .running].contains(job.state) { job.state = .cancelled } }
    return job(id)
  }

  private func run(_ id: String, _ order: Order) async {
    guard job(id)?.state == .waiting else { return }
    update(id) { $0.state = .running }
    do {
      let result = try await compute(id, order)
      update(id) { job in
        guard job.state == .running else { return }
        job.result = result
        job.state = .done
      }
    } catch is CancellationError {
      update(id) { $0.state = .cancelled }
    } catch {
      let problem = Problem(error)?.detail ?? "the recoloring failed"
      update(id) { job in
        job.state = .failed
        job.problem = problem
      }
    }
  }

  private func compute(_ id: String, _ order: Order) async throws -> Result {
    let known = order.knownAt.map { KnownAt.sequence($0) } ?? .latest
    let view = try engine.view(asKnownAt: known)
    let progress: @Sendable (Int) -> Bool = { count in
      self.update(id) { $0.personsDone = count }
      return self.job(id)?.state == .running
    }
    let before = try await HeavyWork.run { try view.recolor(at: order.at, progress: progress) }
    guard let policy = order.policy else {
      update(id) { $0.personsDone = before.count }
      return Result(knownAt: view.knownAt, counts: before.counts, transitions: [], digest: before.digest, samples: [])
    }
    let after = try await HeavyWork.run { try view.under(policy).recolor(at: order.at, progress: progress) }
    update(id) { $0.personsDone = after.count }
    return Result(
      knownAt: view.knownAt, counts: after.counts, transitions: after.transitions(from: before), digest: after.digest,
      samples: try await samples(after, from: before, for: order.caller))
  }

  private func samples(_ after: Recoloring, from before: Recoloring, for caller: Caller) async throws -> [Sample] {
    struct EnoughFound: Error {}
    var changes: [Recoloring.Change] = []
    do {
      try after.forEachChange(from: before) { change in
        changes.append(change)
        if changes.count >= Self.searchedCount { throw EnoughFound() }
      }
    } catch is EnoughFound {}
    var samples: [[Color]: [Sample]] = [:]
    for change in changes {
      samples[[change.from, change.to], default: []].append(
        Sample(change: change, events: try await engine.recordedEvents(of: change.person)))
    }
    let chosen = samples.sorted { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) }.flatMap { _, samples in
      samples.sorted { ($0.events.count, $0.change.person) < ($1.events.count, $1.change.person) }.prefix(Self.sampleCount)
    }
    return try await asking.shown(.inquiry, of: chosen, to: caller) { $0.change.person }
  }

  private func update(_ id: String, _ body: (inout Job) -> Void) {
    jobs.withLock { jobs in
      guard let index = jobs.firstIndex(where: { $0.id == id }) else { return }
      body(&jobs[index])
    }
  }
}

extension Recolorings.Job {
  var json: JSONValue {
    .object([
      "id": .text(id), "state": .text(state.rawValue), "personsDone": .whole(personsDone), "at": .text(order.at),
      "knownAt": result.map { .sequence($0.knownAt) },
      "counts": result.map { result in .object(Color.allCases.map { ($0.text, .whole(result.counts[$0] ?? 0)) }) },
      "transitions": result.map { result in
        .array(result.transitions.map { .object(["from": .text($0.from), "to": .text($0.to), "count": .whole($0.count)]) })
      },
      "samples": result.map { .array($0.samples.map(\.json)) }, "digest": result.map { .text($0.digest) },
      "problem": problem.map { .text($0) },
    ])
  }
}

extension Recolorings.Sample {
  var json: JSONValue {
    .object([
      "person": .text(change.person), "from": .text(change.from), "to": .text(change.to), "grounds": .array(change.grounds.map(\.json)),
      "sequences": .array(events.map { .sequence($0.sequence) }),
    ])
  }
}

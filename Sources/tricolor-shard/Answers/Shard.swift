import LogProof
import RiskModel
import RiskPolicy
import Tricolor

extension Policy {
  /// SHA-256 over the document as JSON, its keys in ascending order and without spaces.
  fileprivate var digest: Digest32 {
    // Safe: bytes are their own raw representation.
    unsafe LogHash.sha256(Array(json.description.utf8).span.bytes)
  }
}

/// One shard at the cut that is asked for.
struct Shard {
  let question: Question
  let buckets: BucketRange
  let engine: Reader
  /// What is known at the cut, of the shard's own persons.
  let view: View
  /// The last sequence that `fleet.json` promises, and the root up to there.
  private let promised: (sequence: UInt64, root: Digest32)

  /// - Throws: ``KernelError/otherStore(path:problem:)`` for a store that does not hold what is promised; errors of the store.
  init(_ question: Question) throws {
    self.question = question
    buckets = try question.buckets
    let sequence: UInt64 = try question.required("sequence", Question.number)
    let root = try question.required("root", Digest32.init(hex:))
    promised = (sequence, root)
    engine = try Reader.open(at: question.store)
    let last = try engine.view().knownAt
    guard last >= sequence else {
      throw KernelError.otherStore(path: question.store, problem: "ends at sequence \(last), expected at least \(sequence)")
    }
    guard try engine.head(through: sequence).root == root else {
      throw KernelError.otherStore(path: question.store, problem: "another log up to sequence \(sequence), expected the root \(root)")
    }
    var known = sequence
    if let instant = try question.optional("known-at", Instant.init(_:)) {
      known = min(known, try engine.view(asKnownAt: .recorded(by: instant)).knownAt)
    }
    // What was appended since is not of the fleet that was promised.
    view = try engine.view(asKnownAt: .sequence(known)).answering(for: buckets)
  }

  func answer() throws {
    switch question.mode {
    case .summary: try summarize()
    case .rows: try writeRows()
    case .changes: try writeChanges()
    case .timeline: try writeTimelines()
    case .audit: try audit()
    case .districts: try countDistricts()
    case .verify: try verify()
    }
  }

  /// Writes the trailer: what was asked of what, and what came of it.
  func finish(rows: Int, _ digest: BucketedDigest? = nil, policy: Policy? = nil, answer: JSONValue? = nil) throws {
    let facts = JSONValue.object([
      "mode": .text(question.mode.rawValue), "rows": .integer(Int64(rows)), "persons": digest.map { .integer(Int64($0.counts.persons)) },
      "knownAt": .integer(Int64(view.knownAt)), "sequence": .integer(Int64(promised.sequence)), "root": .text(promised.root),
      "projector": .text(Projector.fingerprint), "circumstances": .text(try view.circumstancesDigest()),
      "erased": digest.map { _ in .array(engine.erasedPersons(by: view.knownAt).map { .text($0) }) },
      "policy": policy.map { .object(["id": .text($0.id), "digest": .text($0.digest)]) }, "answer": answer,
    ])
    try Trailer(facts: facts, digest: digest).write()
  }
}

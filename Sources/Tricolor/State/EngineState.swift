import EventLog
internal import Histories
import LMDB
import LogProof
import RiskFold
import RiskModel
import RiskPolicy

/// What an engine keeps in memory: the policies, all events after the last sealed position, and what is sealed.
struct EngineState: Sendable {
  /// The last sequence that is taken in.
  private(set) var position: UInt64 = 0
  private(set) var recordedAt = Instant.earliest
  var places = PlaceDirectory()
  var designations = StateDesignations()
  private(set) var policies: [PublishedPolicy] = []
  /// In order of sequence.
  private(set) var links: [RecordedLink] = []
  /// The circumstances after the last sealed position, in order of sequence.
  private(set) var unsealedCircumstances: [CircumstanceRecord] = []
  var tail = Tail(base: 0)
  /// The erasures, by the keys of the subjects that they erased.
  private(set) var erasures: [MapKey: Erasure] = [:]
  /// Others that were held to be an erased person, by the keys of their subjects.
  private(set) var severed: [MapKey: [SeveredPerson]] = [:]
  /// What retention policies took, of everyone; nil for nothing. Of which persons is in the store.
  private(set) var lapse: Lapse?
  /// The last statement of an erasure.
  private(set) var erasedThrough: UInt64 = 0
  var manifest = Manifest()
  /// The policies made ready for the fold, by the sequences of those known.
  private var compiled: [[UInt64]: CompiledPolicies] = [:]
  /// Which pseudonyms are one person, by the links that were known when it was last asked.
  private var identified: (known: [UInt64], identities: Identities) = ([], Identities())

  /// Policies made ready for the fold, and what of them may be another by now.
  private struct CompiledPolicies {
    var timeline: PolicyTimeline
    /// The names in them that no event named among so many places: once one does, the policies are compiled anew.
    var unnamed: [Place]
    var placeCount: Int
  }

  /// Begins where a manifest ends.
  init(_ manifest: Manifest) {
    self.manifest = manifest
    position = manifest.sealedThrough
    recordedAt = manifest.recordedAt
    tail = Tail(base: manifest.sealedThrough)
    places = PlaceDirectory(sealedCount: Int(manifest.placeCount))
  }

  /// Takes in a policy, a link or a retraction of one.
  mutating func apply(_ record: CircumstanceRecord, policy: () throws -> Policy) rethrows {
    switch record.kind.subject {
    case .rules:
      let published = PublishedPolicy(at: record.at, sequence: record.sequence, policy: try policy())
      // Most take effect after those before.
      let index = policies.lastIndex { ($0.at, $0.sequence) < (published.at, published.sequence) }.map { $0 + 1 } ?? 0
      policies.insert(published, at: index)
    case .identity:
      guard let linked = record.linked else { preconditionFailure("a link has its pseudonyms") }
      links.append(RecordedLink(sequence: record.sequence, linked: linked))
    case .target:
      if let index = policies.firstIndex(where: { $0.sequence == record.target }) {
        policies[index].retractedBy = record.sequence
      } else if let index = links.firstIndex(where: { $0.sequence == record.target }) {
        links[index].retractedBy = record.sequence
      }
    case .person: preconditionFailure("a \(record.kind.text) bears on one person alone")
    case .place: preconditionFailure("a designation is kept with its place")
    }
  }

  /// Takes in the next events of the log.
  ///
  /// - Parameter placeNumber: the number of a sealed place.
  mutating func apply(_ taken: consuming TakenEvents, placeNumber: (Place) throws -> PlaceNumber?) rethrows {
    try taken.number { place in try places.number(of: place, sealed: placeNumber) }
    tail.append(taken.entries)
    apply(taken.circumstances)
    position = taken.lastSequence
    recordedAt = taken.recordedAt
  }

  private mutating func apply(_ circumstances: [(record: CircumstanceRecord, policy: Policy?)]) {
    let records = circumstances.map(\.record)
    unsealedCircumstances += records
    designations.apply(records, places)
    for circumstance in circumstances where !circumstance.record.isOfDesignation {
      apply(circumstance.record) {
        guard let policy = circumstance.policy else { preconditionFailure("only a policy event has a policy") }
        return policy
      }
    }
  }

  /// Takes in what the next segment of the log says about no person, and its places.
  ///
  /// - Returns: the numbers of its places, by those that the segment gives them, from 1.
  mutating func apply(_ segment: LogSegment, placeNumber: (Place) throws -> PlaceNumber?) throws -> [PlaceNumber] {
    precondition(segment.firstSequence == position + 1, "segments are taken in in order")
    var numbers = [PlaceNumber.none]
    for place in segment.places { numbers.append(try places.number(of: place, sealed: placeNumber)) }
    apply(
      segment.circumstances.map { circumstance in
        var numbered = circumstance
        numbered.record.place = numbers[Int(circumstance.record.place.rawValue)]
        return numbered
      })
    for erasure in segment.erasures { enter(erasure) }
    position = segment.lastSequence
    recordedAt = segment.recordedAt
    return numbers
  }

  /// Whether a manifest is of histories that were dropped since this state took in what was sealed, or made anew: it seals less, its generation is an
  /// earlier one, or its places have the numbers of before some names were erased, and here those that the log alone gives them.
  func isOfOtherSealing(than manifest: Manifest) -> Bool {
    manifest.sealedThrough < tail.base || manifest.generation < self.manifest.generation
      || erasedThrough > 0 && self.manifest.sealedThrough == 0 && manifest.sealedThrough > 0
  }

  /// Forgets from the tail what a new manifest says is sealed.
  mutating func seal(_ manifest: Manifest) {
    self.manifest = manifest
    // Runs were merged, no more.
    if manifest.sealedThrough == tail.base { return }
    tail = tail.sealed(through: manifest.sealedThrough)
    unsealedCircumstances.removeAll { $0.sequence <= manifest.sealedThrough }
    places.seal(through: Int(manifest.placeCount))
    designations.seal(leaving: unsealedCircumstances, places)
  }
}

/// Erasures.
extension EngineState {
  /// Takes in an erasure: from now on its persons are known to be erased.
  mutating func enter(_ erasure: Erasure) {
    if let added = Lapse(erasure) {
      lapse = lapse?.joined(added) ?? added
    } else {
      for key in erasure.keys { erasures[key] = erasure }
    }
    for severance in erasure.severed { severed[severance.key, default: []].append(SeveredPerson(severance: severance, erasure: erasure)) }
    erasedThrough = max(erasedThrough, erasure.sequence)
  }

  /// Takes an erasure back that was entered before its commit, which failed.
  mutating func withdraw(_ erasure: Erasure) {
    for key in erasure.keys { erasures[key] = nil }
    for severance in erasure.severed { severed[severance.key]?.removeAll { $0.erasure == erasure } }
  }

  /// Forgets what was erased, all of which was sealed, and goes on behind the statements.
  mutating func erase(_ redaction: LogRedaction, _ published: Manifest) {
    links.removeAll { redaction.erased[$0.sequence] != nil }
    compiled.removeAll()
    identified = ([], Identities())
    manifest = published
    tail = Tail(base: published.sealedThrough)
    // Names that were found before may be gone.
    places = PlaceDirectory(sealedCount: places.count)
    (position, recordedAt) = (published.sealedThrough, published.recordedAt)
  }
}

extension EngineState {
  /// Which pseudonyms are one person, by a knowledge.
  ///
  /// - Complexity: O(links), and O(links log links) where others are known than when it was last asked.
  mutating func identities(known knowledge: Knowledge) -> Identities {
    if links.isEmpty { return Identities() }
    let known = links.filter { knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }
    let sequences = known.map(\.sequence)
    if identified.known != sequences { identified = (sequences, Identities(known.map { ($0.linked.person, $0.linked.same) })) }
    return identified.identities
  }

  /// The policies in force by a knowledge, made ready for the fold.
  mutating func policies(known knowledge: Knowledge, placeNumber: (Place) throws -> PlaceNumber?) rethrows -> PolicyTimeline {
    // By position: a copy of a policy counts a reference to each of its parts, and this is asked for each event that live colors take in.
    let known = policies.indices.filter { knowledge.knows(policies[$0].sequence, retractedBy: policies[$0].retractedBy) }
    let sequences = known.map { policies[$0].sequence }
    if let ready = try compiledPolicies(sequences, placeNumber: placeNumber) { return ready }
    var last: CompiledPolicy?
    var unnamed: [Place] = []
    let timeline = PolicyTimeline(
      try known.map { position in
        let published = policies[position]
        let policy = try compile(published.policy, after: last, &unnamed, placeNumber)
        last = policy
        return (published.at, published.sequence, policy)
      })
    // A few policies: what is out of use is not worth keeping.
    if compiled.count >= 64 { compiled.removeAll() }
    compiled[sequences] = CompiledPolicies(timeline: timeline, unnamed: unnamed, placeCount: places.count)
    return timeline
  }

  /// Those that are ready, if what they name is what it was.
  private mutating func compiledPolicies(_ sequences: [UInt64], placeNumber: (Place) throws -> PlaceNumber?) rethrows -> PolicyTimeline? {
    guard let ready = compiled[sequences] else { return nil }
    if ready.placeCount == places.count { return ready.timeline }
    // A place keeps its number: only a name that had none may have one.
    for name in ready.unnamed where try places.find(name, sealed: placeNumber) != nil { return nil }
    compiled[sequences]?.placeCount = places.count
    return ready.timeline
  }

  /// Makes a policy ready for the fold.
  mutating func compile(_ policy: Policy, placeNumber: (Place) throws -> PlaceNumber?) rethrows -> CompiledPolicy {
    var unnamed: [Place] = []
    return try compile(policy, after: nil, &unnamed, placeNumber)
  }

  /// - Parameter unnamed: gets the names in it that no event named.
  private mutating func compile(
    _ policy: Policy, after other: CompiledPolicy?, _ unnamed: inout [Place], _ placeNumber: (Place) throws -> PlaceNumber?
  ) rethrows -> CompiledPolicy {
    try CompiledPolicy(policy, after: other) { name in
      let number = try places.find(name, sealed: placeNumber)
      if number == nil { unnamed.append(name) }
      return number
    }
  }
}

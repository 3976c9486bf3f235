package import RiskFold
package import RiskModel
package import RiskPolicy

/// All that a log says that can bear on one person's color: the events of all pseudonyms that some link joined at any time, these links, the
/// designations of the places where the person stayed or came from and of those above, the policies, and the retractions of any of these.
///
/// It is small, needs no store, and answers every question about the person: what is handed to a checker.
package struct Excerpt: Sendable {
  /// An event, and for a retraction the sequence of the event that it names, however it names it.
  package struct Entry: Hashable, Sendable {
    package let event: RecordedEvent
    package let target: UInt64?

    package init(_ event: RecordedEvent, target: UInt64? = nil) {
      self.event = event
      self.target = target
    }

    package var sequence: UInt64 { event.sequence }

    /// From when on the event can bear on a color: a link does at every instant, since its `at` has no meaning.
    var bearsFrom: Instant { event.event.fact.kind == .link ? .earliest : event.event.at }
  }

  /// The pseudonym by which the person was asked about.
  package let person: PersonID
  /// The position of the log up to which it goes.
  package let knownAt: UInt64
  /// In order of sequence. Those after ``firstAssumedSequence`` were added by a question and are in no log.
  package let entries: [Entry]
  /// Of each entry.
  let classes: [EventClass]
  /// What is held not to have been recorded.
  package let leftOut: Set<UInt64>
  /// The one policy that is held to be in force over all time; nil for the published ones.
  package let policy: Policy?

  /// The events of each pseudonym, in `(at, sequence)` order, each with the sequence of the retraction that names it, the greatest number for none.
  private let histories: [PersonID: [(event: HistoryEvent, retractedBy: UInt64)]]
  private let links: [(sequence: UInt64, pair: (PersonID, PersonID))]
  private let places: PlaceTree
  let designations: Designations
  private let policies: [(at: Instant, sequence: UInt64, policy: CompiledPolicy)]
  private let assumedPolicy: CompiledPolicy?
  /// The classes of which an event may open a hold or make one last longer, and those of which it may release one, under any policy.
  let worseningClasses: ClassSet
  let releasingClasses: ClassSet
  private let retractedBy: [UInt64: UInt64]
  /// The published policies by the sequences of their events: read once for all that is made of this excerpt.
  private let published: [UInt64: Policy]
  private let numbers: [Place: PlaceNumber]

  /// Events that a question adds have this sequence and those after it: later than any that a log assigns.
  package static let firstAssumedSequence: UInt64 = 1 << 48

  /// - Parameter entries: in order of sequence; `policy` events hold policies that were checked when they were recorded.
  /// - Throws: ``Fault`` for a policy that is none.
  package init(
    of person: PersonID, knownAt: UInt64, entries: [Entry], leavingOut leftOut: Set<UInt64> = [], under policy: Policy? = nil
  ) throws(Fault) {
    try self.init(of: person, knownAt: knownAt, entries: entries, leavingOut: leftOut, under: policy, published: [:])
  }

  private init(
    of person: PersonID, knownAt: UInt64, entries: [Entry], leavingOut leftOut: Set<UInt64>, under policy: Policy?,
    published known: [UInt64: Policy]
  ) throws(Fault) {
    self.person = person
    self.knownAt = knownAt
    self.entries = entries
    classes = entries.map(\.event.event.fact.eventClass)
    self.leftOut = leftOut
    self.policy = policy
    var table = PlaceTable()
    var histories: [PersonID: [(event: HistoryEvent, retractedBy: UInt64)]] = [:]
    var links: [(sequence: UInt64, pair: (PersonID, PersonID))] = []
    var designated: [PlaceNumber: [DesignationEvent]] = [:]
    var published: [(at: Instant, sequence: UInt64, policy: Policy)] = []
    var documents = PolicyReader()
    var retractedBy: [UInt64: UInt64] = [:]
    for entry in entries { if let target = entry.target { retractedBy[target] = entry.sequence } }
    for entry in entries {
      let event = entry.event.event
      let fields = event.fact.fields
      let place = fields.directoryName.map { table.number(of: $0) } ?? .none
      switch fields.kind.subject {
      case .target: break
      case .place:
        var designation = DesignationEvent(
          at: event.at, until: fields.until ?? .never, sequence: entry.sequence, level: fields.eventClass.riskLevel ?? .none)
        designation.retractedBy = retractedBy[entry.sequence] ?? .max
        designated[place, default: []].append(designation)
      case .rules:
        guard let document = fields.document else { continue }
        let policy = if let read = known[entry.sequence] { read } else { try documents.policy(document) }
        published.append((event.at, entry.sequence, policy))
      case .identity:
        guard let one = fields.person, let other = fields.other else { continue }
        links.append((entry.sequence, (one, other)))
      case .person:
        guard let pseudonym = fields.person else { continue }
        let own = HistoryEvent(
          at: event.at, until: fields.until ?? .never, sequence: entry.sequence, place: place, eventClass: fields.eventClass)
        histories[pseudonym, default: []].append((own, retractedBy[entry.sequence] ?? .max))
      }
    }
    self.histories = histories.mapValues { $0.sorted { $0.event.precedes($1.event) } }
    self.links = links
    var designations = Designations()
    for (place, events) in designated { designations.load(events.sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }, at: place) }
    self.designations = designations
    self.retractedBy = retractedBy
    self.published = Dictionary(uniqueKeysWithValues: published.map { ($0.sequence, $0.policy) })
    places = table.tree
    numbers = table.numbers
    let numbers = table.numbers
    var policies: [(at: Instant, sequence: UInt64, policy: CompiledPolicy)] = []
    for entry in published.sorted(by: { ($0.at, $0.sequence) < ($1.at, $1.sequence) }) {
      policies.append((entry.at, entry.sequence, CompiledPolicy(entry.policy, after: policies.last?.policy) { numbers[$0] }))
    }
    self.policies = policies
    assumedPolicy = policy.map { CompiledPolicy($0) { numbers[$0] } }
    var worsening = ClassSet()
    var releasing = ClassSet()
    for policy in policies.map(\.policy) + [assumedPolicy].compactMap(\.self) {
      worsening.formUnion(policy.openingClasses)
      worsening.formUnion(policy.lengtheningClasses)
      releasing.formUnion(policy.releasingClasses)
    }
    worseningClasses = worsening
    releasingClasses = releasing
  }

  /// The same, as if other events had not been recorded.
  package func leavingOut(_ leftOut: Set<UInt64>) throws(Fault) -> Excerpt {
    try Excerpt(of: person, knownAt: knownAt, entries: entries, leavingOut: leftOut, under: policy, published: published)
  }

  /// The same as it was when an event was the last one known.
  package func known(at sequence: UInt64) throws(Fault) -> Excerpt {
    try Excerpt(
      of: person, knownAt: sequence, entries: entries.filter { $0.sequence <= sequence }, leavingOut: leftOut, under: policy,
      published: published)
  }

  /// Where the last event of the log that was recorded at or before an instant may stand: the excerpt holds only those that bear on the person,
  /// and knows no more than that it is the last of them, or after it and before the next one.
  package func lastSequence(recordedBy instant: Instant) -> ClosedRange<UInt64> {
    let next = entries.firstIndex { $0.event.recordedAt > instant } ?? entries.endIndex
    let first = next > 0 ? entries[next - 1].sequence : 0
    return first...max(first, next < entries.endIndex ? entries[next].sequence - 1 : knownAt)
  }

  /// The same with more events, which no log holds.
  package func adding(_ events: [Event]) throws(Fault) -> Excerpt {
    let first = max(Self.firstAssumedSequence, (entries.last?.sequence ?? 0) + 1)
    let recordedAt = entries.last?.event.recordedAt ?? .earliest
    let added = events.enumerated().map { Entry(RecordedEvent(sequence: first + UInt64($0), recordedAt: recordedAt, event: $1)) }
    return try Excerpt(
      of: person, knownAt: knownAt, entries: entries + added, leavingOut: leftOut, under: policy, published: published)
  }
}

extension Excerpt {
  /// The projector over what is known.
  ///
  /// - Parameters:
  ///   - leftOut: The sequences that are held not to have been recorded.
  ///   - last: The last sequence known.
  ///   - end: Events of the person from this instant on are left out: no color before it depends on them.
  ///   - assumed: The designations instead of those that are known.
  ///   - change: Changes the person's known events before they are folded.
  /// - Complexity: O(events).
  package func fold(
    leavingOut leftOut: Set<UInt64>, through last: UInt64 = .max - 1, before end: Instant = .never,
    designations assumed: Designations? = nil, _ change: (inout [HistoryEvent]) -> Void = { _ in }
  ) -> PersonFold {
    let knowledge = Knowledge(through: last, without: leftOut)
    func isKnown(_ sequence: UInt64) -> Bool { knowledge.knows(sequence, retractedBy: retractedBy[sequence] ?? .max) }
    let inForce =
      assumedPolicy.map { PolicyTimeline([(.earliest, nil, $0)]) }
      ?? PolicyTimeline(policies.filter { isKnown($0.sequence) }.map { ($0.at, $0.sequence, $0.policy) })
    let identities = Identities(links.filter { isKnown($0.sequence) }.map(\.pair))
    var events = identities.person(of: person).joined { pseudonym, events in
      let own = histories[pseudonym, default: []]
      events.reserveCapacity(own.count)
      for (event, retraction) in own {
        if event.at >= end { break }
        if knowledge.knows(event.sequence, retractedBy: retraction) { events.append(event) }
      }
    }
    change(&events)
    return PersonFold(
      events,
      Circumstances(places: places, designations: assumed ?? designations, policies: inForce, identities: identities, knowledge: knowledge))
  }

  /// The most colors that a search for minimal sets computes.
  var trialCount: Int { MinimalSets.trialCount(among: entries.count, policies: max(1, policies.count)) }

  /// The policies that some question of the excerpt may put in force.
  var compiledPolicies: [CompiledPolicy] { policies.map(\.policy) + [assumedPolicy].compactMap(\.self) }

  /// The projector over all that is known.
  package var fold: PersonFold { fold(leavingOut: leftOut) }

  /// Whether an event is known once `leftOut` is left out.
  func isKnown(_ sequence: UInt64, leavingOut leftOut: Set<UInt64>) -> Bool {
    !leftOut.contains(sequence) && !(retractedBy[sequence].map { !leftOut.contains($0) } ?? false)
  }

  /// The entry of a sequence. O(log entries).
  package func entry(_ sequence: UInt64) -> Entry? {
    let index = entries.firstIndexSorted { $0.sequence >= sequence }
    return index < entries.count && entries[index].sequence == sequence ? entries[index] : nil
  }

  /// Whether an event names a place or one below it.
  func isNamed(_ place: Place) -> Bool { numbers[place] != nil }

  /// Gives the spans that a place and those above it are designated for, as known, each with its event's sequence.
  func forEachDesignation(of place: Place, leavingOut leftOut: Set<UInt64>, _ body: (UInt64, Designation) -> Void) {
    var above: Place? = place
    while let current = above {
      above = current.parent
      guard let number = numbers[current] else { continue }
      designations.forEachRecorded(at: number, knowledge: Knowledge(through: .max - 1, without: leftOut)) { body($1, $0) }
    }
  }
}

internal import EventLog
internal import LMDB
internal import RiskFold
internal import RiskInquiry
public import RiskModel
internal import RiskPolicy
internal import Synchronization

extension View {
  /// The same, as if these events had been recorded too, after all that is known: what if.
  ///
  /// They have the sequences from 2^48 on, later than any that a log assigns, and are known at every position that the view is moved to. A
  /// retraction among them is as ``without(_:)``. What was displayed shows them from their `recordedAt` on, where they have none from the last
  /// event known on. A `sequence` of a draft is not looked at, and an identifier that the log holds already is *not* an error.
  ///
  /// - Throws: `AppendError.refused(position:_:)` for a policy that is none, and a retraction that names no event or a retraction.
  /// - Complexity: O(designations) where a designation is added.
  public func adding(_ drafts: [Draft]) throws -> View {
    var list = additions.list
    var without = knowledge.without
    for (position, draft) in drafts.enumerated() {
      do {
        let fields = draft.event.fact.fields
        if let document = fields.document { _ = try Policy(json: document, at: "policy") }
        if let reference = fields.reference {
          let target = try target(of: reference, in: list)
          if target >= Excerpt.firstAssumedSequence { list.removeAll { $0.sequence == target } } else { without.insert(target) }
          continue
        }
      } catch let fault as Fault {
        throw AppendError.refused(position: position, fault)
      }
      let sequence = max(Excerpt.firstAssumedSequence, (list.last?.sequence ?? 0) + 1)
      list.append(Additions.Addition(sequence: sequence, event: draft.event, recordedAt: draft.recordedAt))
    }
    return try reader.view(Knowledge(through: knowledge.through, without: without), policy: override, adding: list)
  }

  /// The same, as if these events had been recorded too.
  ///
  /// - Throws: as ``adding(_:)-([Draft])``.
  public func adding(_ events: [Event]) throws -> View { try adding(events.map { Draft($0) }) }

  /// The sequence that a retraction names, among what is added or in the log.
  private func target(of reference: EventReference, in list: [Additions.Addition]) throws -> UInt64 {
    switch reference {
    case .sequence(let sequence):
      if list.contains(where: { $0.sequence == sequence }) { return sequence }
      let record = try reader.log.environment.read { try reader.log.record(sequence, $0) }
      guard let record, sequence > 0 else {
        throw Fault(path: "of.sequence", problem: "\(sequence) names no event, expected one of the log")
      }
      guard record.eventClass.kind != .retraction else {
        throw Fault(path: "of", problem: "event \(sequence) is a retraction, expected an event of another type")
      }
      return sequence
    case .identifier(let source, let id):
      if let added = list.last(where: { $0.event.source == source && $0.event.id == id }) { return added.sequence }
      let found = try reader.log.environment.read { try reader.log.sequence(source: source, id: id, $0) }
      guard let found else { throw Fault(path: "of", problem: "(\(source), \(id)) names no event, expected one of the log") }
      return try target(of: .sequence(found), in: list)
    }
  }
}

extension View {
  /// This view, made of the log alone, with additions.
  func assuming(_ list: [Additions.Addition]) throws -> View {
    var view = self
    let circumstances = try circumstances()
    var places = circumstances.places
    var numbers: [Place: PlaceNumber] = [:]
    func number(of place: Place) throws -> PlaceNumber {
      if let known = try numbers[place] ?? reader.number(of: place, among: circumstances.places) { return known }
      let added = places.append(parent: try place.parent.map { try number(of: $0) } ?? .none)
      numbers[place] = added
      return added
    }
    for addition in list { _ = try addition.event.fact.directoryName.map { try number(of: $0) } }
    var designations = circumstances.designations
    var knowledge = circumstances.knowledge
    if list.contains(where: { $0.event.fact.kind.subject == .place }) {
      // What is known and nothing else, so that what is added to it can be known too.
      designations = designations.known(by: knowledge)
      knowledge = Knowledge(through: .max - 1)
      for addition in list {
        guard case .placeRisk(let place, let level, let until) = addition.event.fact else { continue }
        designations.insert(
          DesignationEvent(at: addition.event.at, until: until ?? .never, sequence: addition.sequence, level: level),
          at: try number(of: place))
      }
    }
    view.policies = try policies(adding: list, numbers, circumstances.places)
    view.identities = identities(adding: list)
    view.assumed = Circumstances(
      places: places, designations: designations, policies: view.policies, identities: view.identities, knowledge: knowledge)
    view.additions = try Additions(list, newPlaces: numbers, number: number)
    return view
  }

  private func identities(adding list: [Additions.Addition]) -> Identities {
    let added = list.compactMap { addition -> (PersonID, PersonID)? in
      if case .link(let person, let same) = addition.event.fact { (person, same) } else { nil }
    }
    if added.isEmpty { return identities }
    let known = reader.state.withLock { $0.links }.filter { self.knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }
    return Identities(known.map { ($0.linked.person, $0.linked.same) } + added)
  }

  private func policies(
    adding list: [Additions.Addition], _ newPlaces: [Place: PlaceNumber], _ places: PlaceTree
  ) throws -> PolicyTimeline {
    var known: [(at: Instant, sequence: UInt64?, policy: Policy)] = []
    if let override {
      known = [(.earliest, nil, override)]
    } else {
      known = reader.state.withLock { $0.policies }.filter { knowledge.knows($0.sequence, retractedBy: $0.retractedBy) }.map {
        ($0.at, $0.sequence, $0.policy)
      }
      for case (let addition, .policy(let document)) in list.map({ ($0, $0.event.fact) }) {
        known.append((addition.event.at, addition.sequence, try Policy(json: document)))
      }
      known.sort { ($0.at, $0.sequence ?? 0) < ($1.at, $1.sequence ?? 0) }
    }
    guard !newPlaces.isEmpty || known.contains(where: { $0.sequence ?? 0 >= Excerpt.firstAssumedSequence }) else {
      return policies
    }
    return PolicyTimeline(
      try known.map { entry in
        let compiled = try CompiledPolicy(entry.policy) { try newPlaces[$0] ?? reader.number(of: $0, among: places) }
        return (entry.at, entry.sequence, compiled)
      })
  }
}

extension Reader {
  /// The number of a place that the log names, or nil where none of a view's own does: the reader may have taken more in since.
  fileprivate func number(of place: Place, among places: PlaceTree) throws -> PlaceNumber? {
    try number(of: place).flatMap { Int($0.rawValue) <= places.count ? $0 : nil }
  }
}

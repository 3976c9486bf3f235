public import RiskModel
public import Tricolor

extension AccountableReader {
  /// What an operator may ask for a purpose.
  ///
  /// To break the glass is an act by itself, recorded and sounded before this returns, and its time begins now.
  ///
  /// - Parameters:
  ///   - name: the operator's.
  ///   - purpose: what is asked for. For a checkpoint use ``checkpoint(as:at:)``: its type has nothing else to ask.
  /// - Throws: `AccessError/refused(_:operator:purpose:_:)` where the glass is not broken; errors of the disk. For other purposes the operator is judged with each question.
  /// - Complexity: O(1); a commit where the glass is broken.
  public func access(as name: Text, for purpose: Purpose) throws -> PersonAccess { try access(name, vouchedFor: nil, for: purpose) }

  func access(_ name: Text, vouchedFor one: Operator?, for purpose: Purpose) throws -> PersonAccess {
    guard case .breakTheGlass(_, let seconds) = purpose else {
      let until: Instant? = if case .investigation(_, let end) = purpose { end } else { nil }
      return PersonAccess(store: self, operatorName: name, vouchedFor: one, purpose: purpose, until: until)
    }
    let now = now
    let lasts = (1...Purpose.longestGlassSeconds).contains(seconds)
    let end = lasts ? now.advanced(bySeconds: UInt32(seconds)).ifEver ?? .latest : now
    let access = PersonAccess(store: self, operatorName: name, vouchedFor: one, purpose: purpose, until: end)
    if let refusal = access.refusal(of: try access.one) ?? (lasts ? nil : .purposeEnded) {
      throw try access.refuse(.status, refusal, [])
    }
    let detail = Statement(purpose.statement).bytes
    try record([LedgerDraft(act: .brokeTheGlass, operatorName: name, purpose: .breakTheGlass, until: end, detail: detail)])
    return access
  }

  /// What a gate may ask: colors, and what they ask of the person.
  ///
  /// - Parameter name: the operator's.
  /// - Parameter place: where the checkpoint is.
  public func checkpoint(as name: Text, at place: Place) throws -> CheckpointAccess {
    CheckpointAccess(access: try access(as: name, for: .verification(at: place)))
  }

  /// Makes entries; what is asked of a broken glass is sounded when it is on the disk.
  func record(_ drafts: [LedgerDraft]) throws {
    let entries = try ledger.append(drafts)
    sound(
      try zip(entries, drafts).filter { $0.0.purpose == .breakTheGlass }.map { entry, draft in
        try Read(entry, stating: draft.detail)
      })
  }

  /// What was asked about a person, and a proof that it is all: for the person. It tells nothing of the log, and is not recorded itself.
  ///
  /// - Complexity: as `AccessLedger.advance()`, and O(the person's entries).
  public func reads(of person: PersonID) throws -> ReadsAnswer {
    try ledger.reads(of: person, pseudonyms: reader.view().person(of: person).pseudonyms)
  }
}

/// The questions of an operator, for a purpose. Each is judged by itself, and is in the ledger, on the disk, before its answer is given; so is each refusal.
///
/// A question about an instant or a position is judged by where the person is now and by the operator as registered now.
public struct PersonAccess: Sendable {
  let store: AccountableReader
  /// The operator's name.
  public let operatorName: Text
  /// The operator as a host vouches for it; nil for one that is registered.
  let vouchedFor: Operator?
  /// What is asked for.
  public let purpose: Purpose
  /// When the mandate or the broken glass ends; nil where there is none.
  public let until: Instant?
}

/// Judging and recording.
extension PersonAccess {
  /// Puts a question about persons to the ledger: when this returns it is allowed, and on the disk.
  ///
  /// - Parameter persons: one entry each; nothing is allowed where one of them is refused.
  /// - Throws: `AccessError/refused(_:operator:purpose:_:)`; errors of the store.
  package func record(_ question: Question, about persons: [PersonID]) throws {
    let view = try store.reader.view()
    let one = try one
    let common = refusal(of: one, toAsk: question)
    let drafts = try persons.map { pseudonym in
      let person = view.person(of: pseudonym)
      if let refusal = try common ?? refusal(of: one, toAskAbout: person, view) { throw try refuse(question, refusal, person.pseudonyms) }
      return draft(.asked, question, about: person.pseudonyms)
    }
    try store.record(drafts)
  }

  /// Puts a question about everyone to the ledger.
  ///
  /// - Parameter legalBasis: the law or order that allows it, 1 to 256 bytes; nil is refused.
  package func recordForEveryone(legalBasis: Text?) throws {
    let one = try one
    var refusal = refusal(of: one, toAsk: .everyone)
    if refusal == nil, legalBasis == nil { refusal = .noLegalBasis }
    if refusal == nil, one?.jurisdiction != nil { refusal = .outsideJurisdiction }
    if let refusal { throw try refuse(.everyone, refusal, [], legalBasis: legalBasis) }
    try store.record([draft(.asked, .everyone, about: [], legalBasis: legalBasis)])
  }

  /// The operator as registered now, else as a host vouches for it; nil where there is neither.
  var one: Operator? { get throws { try store.ledger.registered(operatorName) ?? vouchedFor } }

  /// Why the operator may not ask a question of any person; nil where it may.
  func refusal(of one: Operator?, toAsk question: Question) -> Refusal? {
    refusal(of: one) ?? (purpose.kind.questions.contains(question) ? nil : .outsidePurpose)
  }

  /// Why the operator may ask nothing for the purpose; nil where it may.
  ///
  /// - Parameter one: as registered now; nil where it is not.
  func refusal(of one: Operator?) -> Refusal? {
    guard let one else { return .unknownOperator }
    let now = store.now
    guard now < one.until else { return .expiredOperator }
    guard purpose.kind == .breakTheGlass || one.purposes.contains(purpose.kind) else { return .otherPurpose }
    if let until, now >= until { return .purposeEnded }
    return nil
  }

  /// Why the operator may not ask about a person; nil where it may.
  func refusal(of one: Operator?, toAskAbout person: Person, _ view: View) throws -> Refusal? {
    if purpose.kind != .breakTheGlass, let one, one.jurisdiction != nil {
      guard let place = try purpose.presence ?? view.lastPlace(of: person, at: store.now), one.covers(place) else {
        return .outsideJurisdiction
      }
    }
    if case .appeal(let name) = purpose, try !view.cases(of: person.least).contains(where: { $0.name == name }) { return .otherCase }
    return nil
  }

  /// Records a refusal, and answers the error to throw.
  func refuse(_ question: Question, _ refusal: Refusal, _ pseudonyms: [PersonID], legalBasis: Text? = nil) throws -> AccessError {
    var entry = draft(.refused, question, about: pseudonyms, legalBasis: legalBasis)
    entry.refusal = refusal
    try store.record([entry])
    return .refused(refusal, operator: operatorName, purpose: purpose.kind, question)
  }

  func draft(_ act: LedgerEntry.Act, _ question: Question, about pseudonyms: [PersonID], legalBasis: Text? = nil) -> LedgerDraft {
    LedgerDraft(
      act: act, operatorName: operatorName, purpose: purpose.kind, question: question, until: until, pseudonyms: pseudonyms,
      concernsEveryone: question == .everyone, detail: Statement(purpose.statement, legalBasis: legalBasis).bytes)
  }
}

extension View {
  /// Where a person is: the place of the last stay, in `(at, sequence)` order, that has begun; nil where none is known.
  func lastPlace(of person: Person, at instant: Instant) throws -> Place? {
    let stay = try events(of: person, answering: instant).last { $0.eventClass == .stay && $0.at <= instant }
    return try stay.map { try path(of: $0.place) }
  }
}

public import RiskModel

/// Why a question about a person is not answered.
public enum Refusal: UInt8, Hashable, Sendable, CaseIterable {
  /// No operator of that name is registered.
  case unknownOperator = 1
  /// The operator's end has come.
  case expiredOperator = 2
  /// The operator is registered for other purposes.
  case otherPurpose = 3
  /// The purpose does not need this answer.
  case outsidePurpose = 4
  /// The mandate or the broken glass has ended, or the glass was to last for no time or for more than a day.
  case purposeEnded = 5
  /// The place that counts is in none of the operator's places.
  ///
  /// Where the person stands before the operator (verification, medical admission), it is the place of that checkpoint or hospital. For every other purpose it
  /// is the place of the last stay, in `(at, sequence)` order, of those known of the person that have begun. A person without a known stay is
  /// within the jurisdiction of those for everywhere alone, and so is everyone at once. What an entry or a registration says counts for
  /// nothing: the one names where the person came from, the other no place.
  case outsideJurisdiction = 6
  /// The person has no appeal of that name.
  case otherCase = 7
  /// A question about everyone states no legal basis.
  case noLegalBasis = 8

  /// The word that ledgers and commands print.
  public var word: String {
    switch self {
    case .unknownOperator: "unknown-operator"
    case .expiredOperator: "expired-operator"
    case .otherPurpose: "other-purpose"
    case .outsidePurpose: "outside-purpose"
    case .purposeEnded: "purpose-ended"
    case .outsideJurisdiction: "outside-jurisdiction"
    case .otherCase: "other-case"
    case .noLegalBasis: "no-legal-basis"
    }
  }
}

/// Why an accountable store cannot be used, or does not answer.
public enum AccessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The store is accountable: `Reader.open` and `Engine.open` open others.
  case accountable(path: String)
  /// The store was made without a ledger.
  case notAccountable(path: String)
  /// The store's ledger is not there, or is that of another store.
  case noLedger(path: String, problem: String)
  /// The question was refused; that it was is in the ledger.
  case refused(Refusal, operator: Text, purpose: Purpose.Kind, Question)

  public var description: String {
    switch self {
    case .accountable(let path): "\(path): an accountable store, expected an operator and a purpose for every question about a person"
    case .notAccountable(let path): "\(path): keeps no access ledger, expected a store made accountable"
    case .noLedger(let path, let problem): "\(path): \(problem)"
    case .refused(let refusal, let name, let purpose, let question):
      "\(name) asked for \(purpose.word) about \(question.word): refused, \(refusal.word); the refusal is recorded"
    }
  }
}

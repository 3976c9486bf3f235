import ArgumentParser
import Casework
import Tricolor

/// Which operator asks an accountable store about persons, and for what.
struct AccessOptions: ParsableArguments {
  @Option(name: .customLong("as"), help: ArgumentHelp("Of an accountable store: the operator that asks.", valueName: "operator"))
  var operatorName: String?
  @Option(name: .customLong("for"), help: ArgumentHelp("What it asks for.", valueName: "purpose"), transform: Purpose.Kind.init(_:))
  var purpose: Purpose.Kind?
  @Option(
    help: ArgumentHelp(
      "What the purpose states: the place of the checkpoint or hospital, the appeal's case, the mandate, the reason to break the glass.",
      valueName: "text"))
  var stating: String?
  @Option(help: ArgumentHelp("When the mandate or the broken glass ends.", valueName: "T"), transform: Instant.init(_:))
  var ends: Instant?
  @Option(help: ArgumentHelp("The law or order that allows a question about everyone.", valueName: "text"))
  var legalBasis: String?

  /// Whether any of them is.
  var isGiven: Bool { operatorName != nil || purpose != nil || stating != nil || ends != nil || legalBasis != nil }

  /// What was asked for, in full.
  fileprivate func statedPurpose(now: Instant) throws -> Purpose? {
    func stated(_ what: String) throws -> Text {
      guard let stating else { throw Failure(.usage, "--stating is missing, expected \(what)") }
      return try Text(stating, bytes: Purpose.statementBytes)
    }
    func end() throws -> Instant {
      guard let ends else { throw Failure(.usage, "--ends is missing, expected when the \(purpose?.word ?? "purpose") ends") }
      return ends
    }
    guard let purpose else { return nil }
    let full: Purpose =
      switch purpose {
      case .display: .display
      case .verification: .verification(at: try Place(stated("the place of the checkpoint").string))
      case .medicalAdmission: .medicalAdmission(at: try Place(stated("the place of the hospital").string))
      case .communityReport: .communityReport
      case .appeal: .appeal(case: try stated("the appeal's case"))
      case .investigation: .investigation(mandate: try stated("the mandate"), until: try end())
      case .oversight: .oversight
      case .breakTheGlass: .breakTheGlass(reason: try stated("the reason"), seconds: try end().seconds(since: now))
      }
    if stating != nil, [.display, .communityReport, .oversight].contains(purpose) {
      throw Failure(.usage, "--stating: \(purpose.word) states nothing")
    }
    if ends != nil, ![.investigation, .breakTheGlass].contains(purpose) { throw Failure(.usage, "--ends: \(purpose.word) has no end") }
    return full
  }

  /// The operator's questions to an accountable store.
  fileprivate func access(to engine: AccountableReader) throws -> PersonAccess {
    guard let operatorName, let purpose = try statedPurpose(now: Engine.systemClock()) else {
      throw Failure(.usage, "\(engine.path): an accountable store, expected --as OPERATOR --for PURPOSE for a question about persons")
    }
    return try engine.access(as: try Text(operatorName, bytes: Operator.nameBytes), for: purpose)
  }

  fileprivate func basis() throws -> Text? { try legalBasis.map { try Text($0, bytes: Purpose.statementBytes) } }
}

/// Puts questions about persons to a store: each is in the ledger of an accountable one, and on the disk, before it is answered.
struct Asker<Store: Reader> {
  let store: Store
  /// Nil of a store that keeps no ledger.
  private let access: PersonAccess?
  private let legalBasis: Text?

  /// - Throws: ``Failure`` where an operator is given to a store that keeps no ledger, or none to one that does.
  init(_ store: Store, _ options: AccessOptions) throws {
    self.store = store
    legalBasis = try options.basis()
    guard try store.isAccountable else {
      guard !options.isGiven else {
        throw Failure(.usage, "\(store.path): keeps no access ledger, expected no --as, --for and what goes with them")
      }
      access = nil
      return
    }
    access = try options.access(to: try AccountableReader(store))
  }

  /// Records a question about persons.
  func record(_ question: Question, about persons: [PersonID]) throws { try access?.record(question, about: persons) }

  /// Records a question about everyone.
  func recordForEveryone() throws { try access?.recordForEveryone(legalBasis: legalBasis) }
}

extension StoreArgument {
  /// Opens the store for questions about persons.
  func asker(_ options: AccessOptions) throws -> Asker<Reader> { try Asker(openForUpkeep(), options) }

  /// Opens the store for questions about persons, and for appending.
  func appendingAsker(_ options: AccessOptions) throws -> Asker<Engine> { try Asker(engineForUpkeep(), options) }

  /// Opens a store, accountable or not, for evidence, upkeep and counts: what names no person.
  func openForUpkeep(checksStructure: Bool = false) throws -> Reader {
    try Reader.openOfEitherKind(at: store, checksStructure: checksStructure)
  }

  /// Opens a store, accountable or not, for appending and upkeep.
  func engineForUpkeep() throws -> Engine { try Engine.openOfEitherKind(at: store) }
}

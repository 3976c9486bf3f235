import Casework
import Tricolor

/// What offices ask about persons: each question is in the store's access ledger, on the disk, before it is answered (第二十一条, 第二十九条).
///
/// A caller is the operator that its token says, with the token's places and end; one that `riskctl operator add` registered under the same name is what the
/// registration says. What persons and their helpers ask is not an office's question, and is not recorded.
struct Asking: Sendable {
  private let store: AccountableEngine

  /// The law by which inspectors and investigators see everyone's findings at once.
  private static let inspection = text("渝肺炎组办发〔2021〕24号 第二十九条")

  init(_ store: AccountableEngine) {
    self.store = store
  }

  /// Records a question about a person.
  ///
  /// - Parameter name: the case that the path names; nil for none.
  /// - Throws: ``Problem`` with status 403 where it is refused.
  func record(_ question: Question, by caller: Caller, about person: PersonID, inCase name: String? = nil) async throws {
    let access = try store.access(as: try caller.asOperator, for: try purpose(of: question, caller, about: person, inCase: name))
    try await access.recordQuestion(question, about: [person])
  }

  /// The members of a list that may be shown to a caller, each with an entry in the ledger.
  ///
  /// - Parameters:
  ///   - person: the person that a member of the list is about.
  ///   - name: the case that a member is about; nil for none.
  func shown<Member>(
    _ question: Question, of list: [Member], to caller: Caller, _ person: (Member) -> PersonID,
    inCase name: (Member) -> String? = { _ in nil }
  ) async throws -> [Member] {
    let one = try caller.asOperator
    let asked = try list.map { member in
      (
        access: try store.access(as: one, for: try purpose(of: question, caller, about: person(member), inCase: name(member))),
        person: person(member)
      )
    }
    return zip(list, try await store.recordList(question, of: asked)).filter { $0.1 }.map { $0.0 }
  }

  /// Records that findings about everyone are shown.
  func recordEveryone(by caller: Caller) async throws {
    let access = try store.access(as: try caller.asOperator, for: try purpose(of: caller))
    try await access.recordQuestionAboutEveryone(legalBasis: Self.inspection)
  }

  /// What was asked about a person, and the proof that it is all.
  func reads(of person: PersonID) throws -> ReadsAnswer { try store.reads(of: person) }

  /// The purpose of a question about a person: an appeal's, where the person has one. No appeal reaches other persons.
  private func purpose(of question: Question, _ caller: Caller, about person: PersonID, inCase name: String?) throws -> Purpose {
    guard caller.role == .investigator, caller.purpose == .appeal, question != .contacts else { return try purpose(of: caller) }
    if let name { return .appeal(case: try Text(name, bytes: Purpose.statementBytes)) }
    let cases = try store.hostEngine.view().cases(of: person)
    if let one = cases.last(where: { $0.state == .open }) ?? cases.last { return .appeal(case: one.name) }
    return try purpose(of: caller)
  }

  /// The purpose of a question that is no appeal's.
  private func purpose(of caller: Caller) throws -> Purpose {
    switch (caller.role, caller.purpose) {
    case (.hospital, _): return .medicalAdmission(at: caller.places?.first ?? Self.country)
    case (.community, _): return .communityReport
    case (_, .oversight): return .oversight
    case (_, .prevention): return .investigation(mandate: caller.mandate ?? Self.text("prevention"), until: caller.end)
    default:
      guard let mandate = caller.mandate else {
        throw Problem.forbidden("without an appeal of the person's, this needs a token that names a mandate")
      }
      return .investigation(mandate: mandate, until: caller.end)
    }
  }

  private static let country: Place = {
    guard let place = try? Place("CN") else { preconditionFailure("a place of two letters") }
    return place
  }()

  private static func text(_ words: String) -> Text {
    guard let text = try? Text(words, bytes: Purpose.statementBytes) else { preconditionFailure("\(words) is no statement") }
    return text
  }
}

extension Caller {
  /// The operator that the caller is.
  fileprivate var asOperator: Operator {
    get throws {
      Operator(
        name: try Text(operatorName, bytes: Operator.nameBytes), purposes: Set(Purpose.Kind.allCases), jurisdiction: places, until: end)
    }
  }
}

public import RiskModel
public import Tricolor

/// For a host: a service that knows its callers by tokens of its own and keeps everyone's present color in memory.
///
/// The host records each question under the operator that its caller is, and then answers it from ``hostEngine``.
extension AccountableEngine {
  /// The engine, which answers without a record.
  ///
  /// A host that uses it has taken over the duty of this type: to put each question of an operator to the ledger before it is answered
  /// (``PersonAccess/recordQuestion(_:about:)``). What persons ask about themselves is not an operator's question.
  public var hostEngine: Engine { engine }

  /// What an operator may ask for a purpose that the host vouches for, as its signed token says: without a registration in the ledger, and judged like one
  /// that is registered. Where one of that name is registered, the registration counts: so an operator ends before its token does.
  ///
  /// - Parameters:
  ///   - one: the operator.
  ///   - purpose: what is asked for.
  /// - Throws: as ``AccountableReader/access(as:for:)``.
  /// - Complexity: O(1); a commit where the glass is broken.
  public func access(as one: Operator, for purpose: Purpose) throws -> PersonAccess {
    try access(one.name, vouchedFor: one, for: purpose)
  }

  /// Puts a question about each person of a list to the ledger, in one commit, and answers which of them are within the operator's reach: a list shows these
  /// alone. The others have no entry, since nothing of them is shown.
  ///
  /// - Parameters:
  ///   - question: what the list tells.
  ///   - list: each person, and for what it is asked: the accesses of one operator.
  /// - Returns: for each, whether it may be shown.
  /// - Throws: `AccessError/refused(_:operator:purpose:_:)` where the operator may not ask this at all; errors of the store.
  /// - Complexity: as of a question about each, and a commit.
  public func recordList(_ question: Question, of list: [(access: PersonAccess, person: PersonID)]) async throws -> [Bool] {
    try await onOwnThread {
      let view = try self.engine.view()
      var drafts: [LedgerDraft] = []
      let isShown = try list.map { access, pseudonym in
        let one = try access.one
        if let refusal = access.refusal(of: one, toAsk: question) { throw try access.refuse(question, refusal, []) }
        let person = view.person(of: pseudonym)
        guard try access.refusal(of: one, toAskAbout: person, view) == nil else { return false }
        drafts.append(access.draft(.asked, question, about: person.pseudonyms))
        return true
      }
      if !drafts.isEmpty { try self.record(drafts) }
      return isShown
    }
  }
}

extension PersonAccess {
  /// Puts a question about persons to the ledger, for a host that answers it: when this returns it is allowed, and on the disk. Calls at one time share a commit.
  ///
  /// - Parameters:
  ///   - question: what is asked.
  ///   - persons: one entry each; nothing is allowed where one of them is refused.
  /// - Throws: `AccessError/refused(_:operator:purpose:_:)`; errors of the store.
  public func recordQuestion(_ question: Question, about persons: [PersonID]) async throws {
    try await onOwnThread { try self.record(question, about: persons) }
  }

  /// Puts a question about everyone to the ledger, for a host that answers it.
  ///
  /// - Parameter legalBasis: the law or order that allows it, 1 to 256 bytes.
  /// - Throws: as ``recordQuestion(_:about:)``.
  public func recordQuestionAboutEveryone(legalBasis: Text) async throws {
    try await onOwnThread { try self.recordForEveryone(legalBasis: legalBasis) }
  }
}

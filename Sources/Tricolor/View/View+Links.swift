internal import RiskFold
public import RiskModel
internal import Synchronization

/// A link of two pseudonyms that a view knows.
public struct KnownLink: Hashable, Sendable {
  /// Its place in the log.
  public let sequence: UInt64
  /// The one pseudonym.
  public let person: PersonID
  /// The other.
  public let same: PersonID
}

extension View {
  /// The known links between the pseudonyms of one person, in order of sequence; none for a person of one pseudonym. Links that the view only
  /// assumes are not among them.
  ///
  /// - Parameter pseudonym: any of the person's.
  /// - Complexity: O(links of the log).
  public func links(of pseudonym: PersonID) -> [KnownLink] {
    let pseudonyms = Set(person(of: pseudonym).pseudonyms)
    return reader.state.withLock { $0.links }
      .filter { knowledge.knows($0.sequence, retractedBy: $0.retractedBy) && pseudonyms.contains($0.linked.person) }
      .map { KnownLink(sequence: $0.sequence, person: $0.linked.person, same: $0.linked.same) }
  }
}

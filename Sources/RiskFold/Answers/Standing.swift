package import RiskModel
internal import RiskPolicy

/// What a signed code says of a person at an instant: a ``Status`` without its reasons.
package struct Standing: Hashable, Sendable {
  /// The pseudonym that was asked by.
  package let person: PersonID
  /// The color.
  package let color: Color
  /// Whether the person's code is issued.
  package let isRegistered: Bool
  /// The first instant after the one asked about at which the color differs, if nothing more is recorded; nil never.
  package let nextChange: Instant?
  /// The id of the policy in force; nil before the first.
  package let policy: String?
  /// How many rules give the person a notice.
  package let noticeCount: Int
}

extension PersonFold {
  /// The color at an instant with its next change, and how many notices there are: equal to what ``status(of:askedBy:at:)`` says of these.
  ///
  /// - Parameter pseudonym: the one that was asked by.
  package func standing(askedBy pseudonym: PersonID, at instant: Instant) -> Standing {
    let colors = Timeline(changes: colors(from: instant))
    let epochs = circumstances.policies
    let epoch = epochs.epoch(at: instant)
    return Standing(
      person: pseudonym, color: colors.color(at: instant), isRegistered: isRegistered(at: instant),
      nextChange: colors.nextChange(after: instant), policy: epoch.map { epochs.epochs[$0].policy.policy.id },
      noticeCount: notices(at: instant).count)
  }
}

/// What can be asked about persons in an accountable store.
public enum Question: UInt8, Hashable, Sendable, CaseIterable {
  /// The color at an instant.
  case color = 1
  /// What the color asks of the person.
  case measure = 2
  /// The color with its grounds, what they wait for, and the person's pseudonyms.
  case status = 3
  /// The color over all time, as it should be or as it was shown.
  case timeline = 4
  /// The person's events, with or without proofs.
  case events = 5
  /// Why a color is what it is: investigations, decisive evidence, paths to green, dossiers.
  case inquiry = 6
  /// The person's appeals.
  case appeals = 7
  /// Which other persons events of the log tie to this one.
  case contacts = 8
  /// What was asked about the person, by which operators, for what.
  case reads = 9
  /// Everyone's answers at once: lists and exports, not counts.
  case everyone = 10

  /// The word that ledgers and commands print.
  public var word: String {
    switch self {
    case .color: "color"
    case .measure: "measure"
    case .status: "status"
    case .timeline: "timeline"
    case .events: "events"
    case .inquiry: "inquiry"
    case .appeals: "appeals"
    case .contacts: "contacts"
    case .reads: "reads"
    case .everyone: "everyone"
    }
  }
}

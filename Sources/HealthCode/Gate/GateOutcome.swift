/// The seven answers at a gate.
public enum GateOutcome: String, Hashable, Sendable, CaseIterable {
  /// A green code that is valid.
  case green
  /// A yellow code that is valid.
  case yellow
  /// A red code that is valid.
  case red
  /// A code that was valid, and is no more: its time is over, or its color has changed for the worse.
  case expired
  /// No code was shown.
  case none
  /// What was shown cannot be relied on; the reason says why.
  case unverifiable
  /// There was no answer in time.
  case timedOut = "timed-out"

  /// The outcome of a color.
  init(_ color: Color) {
    switch color {
    case .green: self = .green
    case .yellow: self = .yellow
    case .red: self = .red
    }
  }
}

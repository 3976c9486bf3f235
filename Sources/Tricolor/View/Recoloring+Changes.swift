public import RiskFold
public import RiskModel

extension Recoloring {
  /// A person with different colors in two recolorings.
  public struct Change: Hashable, Sendable {
    /// Whose color.
    public let person: PersonID
    /// The color before.
    public let from: Color
    /// The color now.
    public let to: Color
    /// What the color now rests on; none for green.
    public let grounds: [Ground]
  }

  /// Gives each person with another color than before, in ascending order, with the grounds of the color now. A person missing on one side was,
  /// or is, green.
  ///
  /// - Complexity: O(persons), and for each change that of ``View/status(of:at:)``.
  /// - Throws: what `body` throws; errors of the store.
  public func forEachChange(from before: Recoloring, _ body: (Change) throws -> Void) throws {
    try forEachPair(with: before) { person, old, new in
      guard old != new else { return }
      let grounds = new == .green ? [] : try view.status(of: person, at: at).grounds
      try body(Change(person: person, from: old, to: new, grounds: grounds))
    }
  }
}

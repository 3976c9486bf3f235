/// A number that was published: how many persons there are in some parts of the population.
public struct Figure: Hashable, Sendable {
  /// The parts that are counted, each by the name of the smallest thing that is ever counted alone, such as a color in a street at an instant.
  public let parts: Set<String>
  /// How many persons.
  public let count: Int

  /// A number with what it counts.
  public init(parts: Set<String>, count: Int) {
    self.parts = parts
    self.count = count
  }
}

/// Why a number is not published beside those that were.
public struct DifferencingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The position of the number among those asked for.
  public let position: Int
  /// How many parts it has more, or fewer, than an earlier one.
  public let partCount: Int

  public var description: String {
    "number \(position + 1): differs from one that was published by \(partCount) parts with too few persons, expected the same parts or many more persons"
  }
}

/// What was published so far: a number is refused whose difference from an earlier one counts too few persons.
public struct Publications: Sendable {
  private let rule: DisclosureRule
  private var figures: [Figure]

  /// - Parameter figures: what was published before.
  public init(_ figures: [Figure] = [], under rule: DisclosureRule = DisclosureRule()) {
    self.figures = figures
    self.rule = rule
  }

  /// Takes numbers in, all or none.
  ///
  /// - Throws: ``DifferencingError`` for one that counts more parts than an earlier one, or fewer, with a difference of fewer persons than the smallest cell:
  ///   a reader of both would know how many are in these parts. The same parts again are *no* error if the count is the same.
  /// - Complexity: O(numbers · earlier numbers · parts).
  public mutating func publish(_ added: [Figure]) throws(DifferencingError) {
    var all = figures
    for (position, figure) in added.enumerated() {
      for earlier in all where figure.parts.isSubset(of: earlier.parts) || earlier.parts.isSubset(of: figure.parts) {
        // The same parts at another knowledge: the persons that came between.
        guard !rule.isSmall(abs(figure.count - earlier.count)) else {
          throw DifferencingError(position: position, partCount: figure.parts.symmetricDifference(earlier.parts).count)
        }
      }
      all.append(figure)
    }
    figures = all
  }
}

extension PublicTable {
  /// The published numbers of a table, for ``Publications``.
  ///
  /// - Parameter part: the name of what a row and a column count.
  public func figures(_ part: (_ row: String, _ column: String) -> String) -> [Figure] {
    var figures: [Figure] = []
    for (row, values) in cells.enumerated() {
      for (column, value) in values.enumerated() {
        guard let value else { continue }
        let rows = row < self.rows.count ? [self.rows[row]] : self.rows
        let columns = column < self.columns.count ? [self.columns[column]] : self.columns
        figures.append(Figure(parts: Set(rows.flatMap { row in columns.map { part(row, $0) } }), count: value))
      }
    }
    return figures
  }
}

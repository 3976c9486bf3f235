/// A table of counts from which no small count can be read, nor computed: what may be published (第二十一条).
///
/// A count of 1 up to ``DisclosureRule/smallestCell`` - 1 is withheld, and so many others that the sums do not give it away: a reader of every published
/// number and that counts are not negative can tell of no withheld small count where it lies, to within that many persons (cell suppression with the
/// protection level of Fischetti and Salazar-González, 2000; the bounds are flows, since rows and columns make a network).
public struct PublicTable: Hashable, Sendable {
  /// What the rows are.
  public let rows: [String]
  /// What the columns are.
  public let columns: [String]
  /// The published counts, nil for one that is withheld; the last row and column hold the sums.
  public let cells: [[Int?]]

  /// Whether everything is withheld.
  public var isWithheld: Bool { cells.allSatisfy { $0.allSatisfy { $0 == nil } } }

  /// Makes what may be published of counts.
  ///
  /// - Complexity: O(withheld cells² · cells): for tables of some hundreds of cells.
  public init(_ counts: Counts, under rule: DisclosureRule = DisclosureRule()) {
    var suppression = Suppression(counts, rule)
    suppression.protect()
    rows = counts.rows
    columns = counts.columns
    cells = (0...counts.rows.count).map { row in
      (0...counts.columns.count).map { column in
        suppression.isWithheld(row, column) ? nil : rule.rounded(counts[row, column])
      }
    }
  }
}

/// What is too small to be published.
public struct DisclosureRule: Hashable, Sendable {
  /// Counts below, but for none at all, are withheld.
  public let smallestCell: Int
  /// What published counts are rounded to multiples of; 1 leaves them.
  public let rounding: Int

  /// - Precondition: a smallest cell of at least 2, and rounding of at least 1.
  public init(smallestCell: Int = 11, rounding: Int = 1) {
    precondition(smallestCell >= 2 && rounding >= 1, "a smallest cell of at least 2, rounded to at least 1")
    self.smallestCell = smallestCell
    self.rounding = rounding
  }

  /// Whether a count says something about too few persons.
  func isSmall(_ count: Int) -> Bool { count > 0 && count < smallestCell }

  /// The nearest multiple, the greater of two.
  func rounded(_ count: Int) -> Int { (count + rounding / 2) / rounding * rounding }
}

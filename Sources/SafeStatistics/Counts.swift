/// How many persons there are in each row and column, with the sums of both and the sum of all.
public struct Counts: Hashable, Sendable {
  /// What the rows are, such as districts; each once.
  public let rows: [String]
  /// What the columns are, such as colors; each once.
  public let columns: [String]
  /// The persons of each row, column by column.
  public let values: [[Int]]

  /// - Precondition: as many values as rows and columns, none negative, no name twice.
  public init(rows: [String], columns: [String], _ values: [[Int]]) {
    precondition(values.count == rows.count && values.allSatisfy { $0.count == columns.count }, "a value for each row and column")
    precondition(values.joined().allSatisfy { $0 >= 0 }, "a count is not negative")
    precondition(Set(rows).count == rows.count && Set(columns).count == columns.count, "a name stands once")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The count at a position; the row and the column behind the last are those of the sums.
  subscript(row: Int, column: Int) -> Int {
    let rowsCounted = row < rows.count ? row..<row + 1 : 0..<rows.count
    let columnsCounted = column < columns.count ? column..<column + 1 : 0..<columns.count
    return rowsCounted.reduce(0) { sum, row in columnsCounted.reduce(sum) { $0 + values[row][$1] } }
  }
}

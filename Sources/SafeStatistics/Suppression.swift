/// Which cells of a table are withheld.
///
/// The row and the column of sums belong to the table with their sign turned, so that every row and column adds up to nothing. A withheld cell may then
/// be greater or less by what flows along the others that are withheld.
struct Suppression {
  private let counts: Counts
  private let rule: DisclosureRule
  private let rowCount: Int
  private let columnCount: Int
  private var withheld: [Bool]

  init(_ counts: Counts, _ rule: DisclosureRule) {
    self.counts = counts
    self.rule = rule
    rowCount = counts.rows.count + 1
    columnCount = counts.columns.count + 1
    withheld = []
    for row in 0..<rowCount { for column in 0..<columnCount { withheld.append(rule.isSmall(counts[row, column])) } }
  }

  func isWithheld(_ row: Int, _ column: Int) -> Bool { withheld[row * columnCount + column] }

  /// Withholds more cells until each small one is protected; all of them where nothing less does.
  mutating func protect() {
    while let open = firstOpen() {
      guard let partners = cheapestRectangle(with: open) else {
        withheld = withheld.map { _ in true }
        return
      }
      for cell in partners { withheld[cell.row * columnCount + cell.column] = true }
    }
  }

  struct Cell: Hashable {
    var row: Int
    var column: Int
  }

  /// A small cell that the published ones tell too closely.
  private func firstOpen() -> Cell? {
    for row in 0..<rowCount {
      for column in 0..<columnCount where rule.isSmall(counts[row, column]) {
        let cell = Cell(row: row, column: column)
        if greater(cell) + less(cell) < rule.smallestCell { return cell }
      }
    }
    return nil
  }

  /// The published cells that make a rectangle with an open one and are withheld at the least loss.
  private func cheapestRectangle(with open: Cell) -> [Cell]? {
    var best: (cells: [Cell], loss: Int)?
    for row in 0..<rowCount where row != open.row {
      for column in 0..<columnCount where column != open.column {
        let corners = [Cell(row: open.row, column: column), Cell(row: row, column: open.column), Cell(row: row, column: column)]
        // A count of nothing, once published elsewhere in its row or column, cannot give way.
        guard corners.allSatisfy({ counts[$0.row, $0.column] > 0 }) else { continue }
        let added = corners.filter { !isWithheld($0.row, $0.column) }
        // Sums are worth more than the cells that they are of: they stay if anything else will do.
        let loss = added.reduce(0) { $0 + counts[$1.row, $1.column] * (isSum($1) ? 4 : 1) }
        if !added.isEmpty, loss < best?.loss ?? .max { best = (added, loss) }
      }
    }
    return best?.cells
  }

  private func isSum(_ cell: Cell) -> Bool { (cell.row == rowCount - 1) != (cell.column == columnCount - 1) }

  // MARK: Bounds

  /// How much greater a withheld cell could be, up to the smallest cell.
  private func greater(_ cell: Cell) -> Int {
    isSum(cell) ? flow(around: cell, raising: false) : flow(around: cell, raising: true)
  }

  /// How much less.
  private func less(_ cell: Cell) -> Int {
    min(counts[cell.row, cell.column], isSum(cell) ? flow(around: cell, raising: true) : flow(around: cell, raising: false))
  }

  /// How far the signed value of a cell can be moved up (or down) while the others make up for it, up to the smallest cell: the greatest flow from its
  /// row to its column along the other withheld cells (Ford and Fulkerson, 1956).
  private func flow(around cell: Cell, raising: Bool) -> Int {
    // What each other cell was moved by so far, signed.
    var moved = Array(repeating: 0, count: withheld.count)
    var total = 0
    while total < rule.smallestCell {
      guard let path = path(around: cell, raising: raising, moved) else { return total }
      let room = path.reduce(rule.smallestCell - total) { min($0, $1.room) }
      for step in path { moved[step.index] += step.sign * room }
      total += room
    }
    return total
  }

  private struct Step {
    var index: Int
    /// Whether the cell's signed value grows or shrinks along the path.
    var sign: Int
    var room: Int
  }

  /// A path from the cell's row to its column, by breadth first: rows are left by cells that give way, columns by cells that take over.
  private func path(around cell: Cell, raising: Bool, _ moved: [Int]) -> [Step]? {
    let nodeCount = rowCount + columnCount
    var cameBy: [Step?] = Array(repeating: nil, count: nodeCount)
    var cameFrom = Array(repeating: -1, count: nodeCount)
    let goal = rowCount + cell.column
    var queue = [cell.row]
    var next = 0
    while next < queue.count, cameFrom[goal] < 0 {
      let node = queue[next]
      next += 1
      let isRow = node < rowCount
      for other in isRow ? rowCount..<nodeCount : 0..<rowCount where other != cell.row && cameFrom[other] < 0 {
        let at = isRow ? Cell(row: node, column: other - rowCount) : Cell(row: other, column: node - rowCount)
        guard at != cell, isWithheld(at.row, at.column) else { continue }
        let sign = isRow == raising ? -1 : 1
        let index = at.row * columnCount + at.column
        let room = room(of: at, sign, moved[index])
        guard room > 0 else { continue }
        cameBy[other] = Step(index: index, sign: sign, room: room)
        cameFrom[other] = node
        queue.append(other)
      }
    }
    guard cameFrom[goal] >= 0 else { return nil }
    var path: [Step] = []
    var node = goal
    while let step = cameBy[node] {
      path.append(step)
      node = cameFrom[node]
    }
    return path
  }

  /// How far a cell's signed value can still move: a count may grow at will, and shrink to nothing; sums have their sign turned.
  private func room(of cell: Cell, _ sign: Int, _ moved: Int) -> Int {
    let count = counts[cell.row, cell.column]
    let shrinks = isSum(cell) ? sign > 0 : sign < 0
    return shrinks ? count - sign * moved : rule.smallestCell
  }
}

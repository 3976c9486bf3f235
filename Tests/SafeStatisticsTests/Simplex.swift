/// A fraction, exact.
struct Fraction: Comparable {
  let numerator: Int
  let denominator: Int

  init(_ numerator: Int, _ denominator: Int = 1) {
    var (a, b) = (abs(numerator), abs(denominator))
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = max(a, 1) * denominator.signum()
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  static func + (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  static func - (a: Fraction, b: Fraction) -> Fraction { a + Fraction(-b.numerator, b.denominator) }
  static func * (a: Fraction, b: Fraction) -> Fraction { Fraction(a.numerator * b.numerator, a.denominator * b.denominator) }
  static func / (a: Fraction, b: Fraction) -> Fraction { Fraction(a.numerator * b.denominator, a.denominator * b.numerator) }
  static func < (a: Fraction, b: Fraction) -> Bool { a.numerator * b.denominator < b.numerator * a.denominator }
}

/// The attacker's tool: the greatest value of one unknown, where all are at least 0 and satisfy equations (the simplex method with Bland's rule, 1977).
struct Simplex {
  /// Rows of coefficients, the last of each what they add up to.
  private var rows: [[Fraction]] = []
  private var basis: [Int] = []
  private let unknownCount: Int

  /// - Parameter equations: the unknowns that each adds up, those that it takes away, and what is left. They have a solution.
  init(unknownCount: Int, _ equations: [(plus: [Int], minus: [Int], sum: Int)]) {
    self.unknownCount = unknownCount
    // One artificial unknown an equation; bringing them to nothing gives a first solution.
    for (number, equation) in equations.enumerated() {
      var row = Array(repeating: Fraction(0), count: unknownCount + equations.count + 1)
      // What is left must not be negative, for the first solution.
      let sign = equation.sum < 0 ? -1 : 1
      for unknown in equation.plus { row[unknown] = Fraction(sign) }
      for unknown in equation.minus { row[unknown] = Fraction(-sign) }
      row[unknownCount + number] = Fraction(1)
      row[row.count - 1] = Fraction(abs(equation.sum))
      rows.append(row)
      basis.append(unknownCount + number)
    }
    var goal = Array(repeating: Fraction(0), count: unknownCount + equations.count)
    for number in equations.indices { goal[unknownCount + number] = Fraction(-1) }
    _ = maximize(goal, upTo: goal.count)
    // An artificial unknown that is left in the basis is 0: put a real one in its place, or forget an equation that follows from others.
    for index in rows.indices.reversed() where basis[index] >= unknownCount {
      if let unknown = (0..<unknownCount).first(where: { rows[index][$0] != Fraction(0) }) {
        pivot(index, unknown)
      } else {
        rows.remove(at: index)
        basis.remove(at: index)
      }
    }
  }

  /// The greatest value of an unknown; nil if there is none.
  func greatest(_ unknown: Int) -> Fraction? { extreme(unknown, sign: 1) }

  /// The least.
  func least(_ unknown: Int) -> Fraction? { extreme(unknown, sign: -1).map { Fraction(0) - $0 } }

  private func extreme(_ unknown: Int, sign: Int) -> Fraction? {
    var simplex = self
    var goal = Array(repeating: Fraction(0), count: unknownCount)
    goal[unknown] = Fraction(sign)
    return simplex.maximize(goal, upTo: unknownCount)
  }

  private mutating func maximize(_ goal: [Fraction], upTo count: Int) -> Fraction? {
    func cost(_ unknown: Int) -> Fraction { unknown < goal.count ? goal[unknown] : Fraction(0) }
    while true {
      let entering = (0..<count).first { unknown in
        !basis.contains(unknown)
          && rows.indices.reduce(cost(unknown)) { $0 - cost(basis[$1]) * rows[$1][unknown] } > Fraction(0)
      }
      guard let entering else {
        return rows.indices.reduce(Fraction(0)) { $0 + cost(basis[$1]) * (rows[$1].last ?? Fraction(0)) }
      }
      let leaving = rows.indices.filter { rows[$0][entering] > Fraction(0) }.min { one, other in
        let (a, b) = (ratio(one, entering), ratio(other, entering))
        return a == b ? basis[one] < basis[other] : a < b
      }
      guard let leaving else { return nil }
      pivot(leaving, entering)
    }
  }

  private func ratio(_ row: Int, _ unknown: Int) -> Fraction { (rows[row].last ?? Fraction(0)) / rows[row][unknown] }

  private mutating func pivot(_ row: Int, _ unknown: Int) {
    let divisor = rows[row][unknown]
    rows[row] = rows[row].map { $0 / divisor }
    for other in rows.indices where other != row && rows[other][unknown] != Fraction(0) {
      let factor = rows[other][unknown]
      for column in rows[other].indices { rows[other][column] = rows[other][column] - factor * rows[row][column] }
    }
    basis[row] = unknown
  }
}

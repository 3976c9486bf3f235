import Testing

@testable import SafeStatistics

/// Attacks on published tables with every published number, the rule, and that no count is negative.
@Suite struct AttackTests {
  /// What the attacker finds of a withheld count: the least and the greatest that it can be; nil for no limit.
  private struct Finding {
    var truth: Int
    var least: Fraction
    var greatest: Fraction?

    func tells(within count: Int) -> Bool { greatest.map { $0 - least < Fraction(count) } ?? false }
  }

  /// Bounds of each withheld small count, by linear programming over the withheld cells.
  private func attack(_ counts: Counts, published cells: [[Int?]], _ rule: DisclosureRule) -> [Finding] {
    let (rowCount, columnCount) = (cells.count, cells[0].count)
    var unknowns: [Int: Int] = [:]
    for row in 0..<rowCount {
      for column in 0..<columnCount where cells[row][column] == nil { unknowns[row * columnCount + column] = unknowns.count }
    }
    // A row of counts less its sum is nothing, and so is a column. What is withheld of the sums has a turned sign, so it becomes a sum of its own.
    var equations: [(plus: [Int], minus: [Int], sum: Int)] = []
    func add(_ members: [(row: Int, column: Int)], _ total: (row: Int, column: Int)) {
      var equation = (plus: [Int](), minus: [Int](), sum: 0)
      for member in members {
        if let value = cells[member.row][member.column] {
          equation.sum -= value
        } else {
          equation.plus.append(unknowns[member.row * columnCount + member.column, default: -1])
        }
      }
      if let value = cells[total.row][total.column] {
        equation.sum += value
      } else {
        equation.minus.append(unknowns[total.row * columnCount + total.column, default: -1])
      }
      equations.append(equation)
    }
    for row in 0..<rowCount { add((0..<columnCount - 1).map { (row, $0) }, (row, columnCount - 1)) }
    for column in 0..<columnCount { add((0..<rowCount - 1).map { ($0, column) }, (rowCount - 1, column)) }
    var findings: [Finding] = []
    for row in 0..<rowCount {
      for column in 0..<columnCount where rule.isSmall(counts[row, column]) {
        guard let unknown = unknowns[row * columnCount + column] else {
          findings.append(
            Finding(truth: counts[row, column], least: Fraction(counts[row, column]), greatest: Fraction(counts[row, column])))
          continue
        }
        let simplex = Simplex(unknownCount: unknowns.count, equations)
        findings.append(
          Finding(truth: counts[row, column], least: simplex.least(unknown) ?? Fraction(0), greatest: simplex.greatest(unknown)))
      }
    }
    return findings
  }

  private func random(_ seed: UInt64, rows: Int, columns: Int) -> Counts {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    return Counts(
      rows: (0..<rows).map { "district \($0)" }, columns: (0..<columns).map { "color \($0)" },
      (0..<rows).map { _ in (0..<columns).map { _ in [0, next(11), next(40), 11 + next(500)][next(4)] } })
  }

  @Test("No small count is told by the margins", arguments: 1...60 as ClosedRange<UInt64>)
  func margins(_ seed: UInt64) {
    let rule = DisclosureRule()
    let counts = random(seed, rows: 1 + Int(seed % 6), columns: 1 + Int(seed % 4))
    let table = PublicTable(counts, under: rule)
    for finding in attack(counts, published: table.cells, rule) {
      #expect(!finding.tells(within: rule.smallestCell), "\(finding) of \(counts.values), published \(table.cells)")
      #expect(finding.least <= Fraction(finding.truth))
    }
  }

  @Test("Without complementary suppression the same attack reads them off")
  func control() {
    let rule = DisclosureRule()
    let counts = Counts(rows: ["a", "b", "c"], columns: ["green", "red"], [[120, 3], [340, 25], [90, 31]])
    let naive = (0...3).map { row in (0...2).map { column in rule.isSmall(counts[row, column]) ? nil : counts[row, column] } }
    let found = attack(counts, published: naive, rule)
    #expect(found.count == 1 && found[0].least == Fraction(3) && found[0].greatest == Fraction(3))
    let safe = PublicTable(counts, under: rule)
    #expect(attack(counts, published: safe.cells, rule).allSatisfy { !$0.tells(within: 11) })
    // No more is withheld than a rectangle.
    #expect(safe.cells.joined().count { $0 == nil } == 4)
    #expect(!safe.isWithheld)
  }

  @Test func roundingLeavesNothingOfTheLastDigits() {
    let counts = Counts(rows: ["a"], columns: ["green"], [[123]])
    #expect(PublicTable(counts, under: DisclosureRule(rounding: 5)).cells == [[125, 125], [125, 125]])
    #expect(PublicTable(counts).cells == [[123, 123], [123, 123]])
  }

  @Test("A number that differs by one person from a published one is refused; the control tells that person's color")
  func differencing() throws {
    let everyone = Figure(parts: ["north red", "south red", "mill lane red"], count: 120)
    let withoutLane = Figure(parts: ["north red", "south red"], count: 119)
    // The control: both numbers together give away the only person of the lane.
    #expect(everyone.count - withoutLane.count == 1)
    var publications = Publications()
    try publications.publish([everyone])
    #expect(throws: DifferencingError(position: 0, partCount: 1)) { try publications.publish([withoutLane]) }
    try publications.publish([everyone, Figure(parts: ["north red"], count: 80)])
    // By way of a third number it is no different.
    #expect(throws: DifferencingError(position: 1, partCount: 1)) {
      try publications.publish([Figure(parts: ["north green"], count: 500), Figure(parts: ["north red", "mill lane red"], count: 81)])
    }
    // The same again, after one more person became known.
    #expect(throws: DifferencingError(position: 0, partCount: 0)) {
      try publications.publish([Figure(parts: everyone.parts, count: 121)])
    }
  }

  @Test func aTableSaysWhatItsNumbersCount() throws {
    let table = PublicTable(Counts(rows: ["a", "b"], columns: ["green", "red"], [[120, 30], [340, 25]]))
    let figures = table.figures { "\($0) \($1)" }
    #expect(figures.count == 9)
    #expect(figures.contains(Figure(parts: ["a green", "a red"], count: 150)))
    #expect(figures.contains(Figure(parts: ["a green", "a red", "b green", "b red"], count: 515)))
    var publications = Publications()
    try publications.publish(figures)
    try publications.publish(figures)
  }
}

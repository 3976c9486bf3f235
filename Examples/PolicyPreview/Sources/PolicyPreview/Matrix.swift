import Tricolor

/// How many move from which color to which.
struct Matrix {
  private let transitions: [Recoloring.Transition]

  init(_ before: Recoloring, _ after: Recoloring) {
    transitions = after.transitions(from: before)
  }

  /// How many go from one color to another.
  func count(_ from: Color, _ to: Color) -> Int {
    transitions.first { $0.from == from && $0.to == to }?.count ?? 0
  }

  /// Prints a row for each color now and a column for each color under the draft.
  func print() {
    Swift.print("now".padded(to: 8) + Color.allCases.map { "→ \($0)".padded(from: 12) }.joined() + "total".padded(from: 12))
    for from in Color.allCases {
      let counts = Color.allCases.map { count(from, $0) }
      Swift.print(from.text.padded(to: 8) + counts.map { "\($0)".padded(from: 12) }.joined() + "\(counts.reduce(0, +))".padded(from: 12))
    }
    let totals = Color.allCases.map { to in Color.allCases.reduce(0) { $0 + count($1, to) } }
    Swift.print("total".padded(to: 8) + totals.map { "\($0)".padded(from: 12) }.joined() + "\(totals.reduce(0, +))".padded(from: 12))
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
  fileprivate func padded(from width: Int) -> String { String(repeating: " ", count: max(width - count, 0)) + self }
}

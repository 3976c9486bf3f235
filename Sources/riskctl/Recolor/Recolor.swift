import ArgumentParser
import Tricolor

/// `riskctl recolor`
struct Recolor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Everyone's color; with --policy, who would move from which color to which.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var whatIf: WhatIfOptions
  @Option(help: ArgumentHelp("Write person,color and with --policy the color in force, as CSV.", valueName: "file"))
  var output: String?
  @OptionGroup var format: JSONFlag

  func run() throws {
    let view = try knownAt.view(try store.open())
    let instant = at.instant
    let imagined = try whatIf.applied(to: view)
    let colors = try imagined.recolor(at: instant)
    let before = whatIf.policy == nil ? nil : try view.recolor(at: instant)
    if let output { try write(colors, before, to: output) }
    if output == "-" { return }
    let transitions = before.map { Transitions(from: $0, to: colors) }
    if format.json {
      let counts = JSONValue.object(
        try JSONObject(Color.allCases.map { .init(key: .init(unchecked: $0.text), value: .integer(Int64(colors.counts[$0] ?? 0))) }))
      return try printJSON(
        .object([
          "at": .text(instant), "knownAt": .integer(Int64(view.knownAt)), "persons": .integer(Int64(colors.persons)), "counts": counts,
          "transitions": transitions?.json ?? .null, "digest": .text(colors.digest),
        ]))
    }
    try printLine(Terminal.dim("\(colors.persons.grouped) persons at \(instant), by what was known at sequence \(view.knownAt.grouped)"))
    for color in Color.allCases.reversed() {
      try printLine("\(color.shown) \((colors.counts[color] ?? 0).grouped.aligned(to: 13))")
    }
    for (from, to, count) in transitions?.moves ?? [] {
      try printLine("\(from.shown) → \(to.shown) \(count.grouped.aligned(to: 13))")
    }
    try printLine("sha-256 \(colors.digest)")
  }

  private func write(_ colors: Recoloring, _ before: Recoloring?, to path: String) throws {
    let file = try Output.file(path)
    try file.print(before == nil ? "person,color" : "person,color,was")
    var was = before?.makeIterator()
    for (person, color) in colors {
      try file.print("\(person),\(color)" + (was?.next().map { ",\($0.color)" } ?? ""))
    }
    try file.close()
  }
}

/// How many move from which color to which.
struct Transitions {
  private var counts = [Int](repeating: 0, count: 9)

  init(from old: Recoloring, to new: Recoloring) {
    for (was, now) in zip(old, new) { counts[Int(was.color.rawValue) * 3 + Int(now.color.rawValue)] += 1 }
  }

  /// Each move that somebody makes, green first; who keeps their color does not move.
  var moves: [(from: Color, to: Color, count: Int)] {
    Color.allCases.flatMap { from in
      Color.allCases.compactMap { to in
        let count = counts[Int(from.rawValue) * 3 + Int(to.rawValue)]
        return from == to || count == 0 ? nil : (from, to, count)
      }
    }
  }

  var json: JSONValue {
    .array(moves.map { .object(["from": .text($0.from), "to": .text($0.to), "count": .integer(Int64($0.count))]) })
  }
}

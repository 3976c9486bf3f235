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
    // Who keeps their color does not move.
    let moves = before.map { colors.transitions(from: $0).filter { $0.from != $0.to } }
    let counts = colors.counts
    if format.json {
      let transitions = moves.map { moves in
        JSONValue.array(moves.map { .object(["from": .text($0.from), "to": .text($0.to), "count": .integer(Int64($0.count))]) })
      }
      func count(_ color: Color) -> JSONValue { .integer(Int64(counts[color] ?? 0)) }
      return try printJSON(
        .object([
          "at": .text(instant), "knownAt": .integer(Int64(view.knownAt)), "persons": .integer(Int64(colors.persons.count)),
          "counts": .object(["green": count(.green), "yellow": count(.yellow), "red": count(.red)]), "transitions": transitions ?? .null,
          "digest": .text(colors.digest),
        ]))
    }
    try printLine(
      Terminal.dim("\(colors.persons.count.grouped) persons at \(instant), by what was known at sequence \(view.knownAt.grouped)"))
    for color in Color.allCases.reversed() {
      try printLine("\(color.shown) \((counts[color] ?? 0).grouped.aligned(to: 13))")
    }
    for move in moves ?? [] {
      try printLine("\(move.from.shown) → \(move.to.shown) \(move.count.grouped.aligned(to: 13))")
    }
    try printLine("sha-256 \(colors.digest)")
  }

  private func write(_ colors: Recoloring, _ before: Recoloring?, to path: String) throws {
    let file = try Output.file(path)
    try file.print(before == nil ? "person,color" : "person,color,was")
    for index in colors.persons.indices {
      let was = before.map { ",\($0.colors[index])" } ?? ""
      try file.print("\(colors.persons[index]),\(colors.colors[index])\(was)")
    }
    try file.close()
  }
}

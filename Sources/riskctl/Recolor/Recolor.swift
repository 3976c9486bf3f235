import ArgumentParser
import Tricolor

/// `riskctl recolor`
struct Recolor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recolor",
    abstract: "Everyone's color; with --policy, who would move from which color to which.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var whatIf: WhatIfOptions
  @Option(help: ArgumentHelp("Write person,color and with --policy the color in force, as CSV.", valueName: "file"))
  var output: String?
  @OptionGroup var access: AccessOptions
  @OptionGroup var format: JSONFlag

  func run() throws {
    let engine = try openedStore()
    let view = try knownAt.view(engine)
    let instant = at.instant
    let imagined = try whatIf.applied(to: view)
    let colors = try Progress.ofPersons(in: engine) { try imagined.recolor(at: instant, progress: $0) }
    let before = try whatIf.policy.map { _ in try Progress.ofPersons(in: engine) { try view.recolor(at: instant, progress: $0) } }
    if let output { try write(colors, before, to: output) }
    if output == "-" { return }
    let notices = try imagined.noticeCounts(at: instant).sorted { $0.key < $1.key }
    // A person that keeps the color does not move.
    let moves = before.map { colors.transitions(from: $0).filter { $0.from != $0.to } }
    let (digest, bucketed) = colors.digests()
    if format.json {
      let counts = JSONValue.object(
        try JSONObject(Color.allCases.map { .init(key: .init(unchecked: $0.text), value: .integer(Int64(colors.counts[$0] ?? 0))) }))
      return try printJSON(
        .object([
          "at": .text(instant), "knownAt": .integer(Int64(view.knownAt)), "persons": .integer(Int64(colors.count)),
          "counts": counts,
          "transitions": moves.map { moves in
            .array(moves.map { .object(["from": .text($0.from), "to": .text($0.to), "count": .integer(Int64($0.count))]) })
          } ?? .null, "digest": .text(digest), "root": bucketed.root.map { .text($0) },
          "erased": .integer(Int64(colors.erasedCount)),
          "notices": .object(try JSONObject(notices.map { .init(key: $0.key, value: .integer(Int64($0.value))) })),
        ]))
    }
    try printLine(Terminal.dim(Words.persons(colors.count, at: instant, knownAt: view.knownAt)))
    for color in Color.allCases.reversed() {
      try printLine("\(color.shown) \((colors.counts[color] ?? 0).grouped.aligned(to: 13))")
    }
    if colors.erasedCount > 0 { try printLine("\(Words.erasedPersons) \(colors.erasedCount.grouped.aligned(to: 13))") }
    for notice in notices {
      try printLine("\(notice.key.string) \(notice.value.grouped.aligned(to: 13))")
    }
    for move in moves ?? [] {
      try printLine("\(move.from.shown) → \(move.to.shown) \(move.count.grouped.aligned(to: 13))")
    }
    try printLine("sha-256 \(digest)")
    if let root = bucketed.root { try printLine("root    \(root)") }
  }

  /// Counts name no person; a list does, of everyone.
  private func openedStore() throws -> Reader {
    guard output != nil else { return try store.openForUpkeep() }
    let asker = try store.asker(access)
    try asker.recordForEveryone()
    return asker.store
  }

  private func write(_ colors: Recoloring, _ before: Recoloring?, to path: String) throws {
    let file = try Output.file(path)
    try file.print(before == nil ? "person,color" : "person,color,was")
    let (now, was) = (colors.colors, before?.colors)
    for (index, person) in colors.persons.enumerated() {
      // Another policy does not change which persons are known, so both list the same ones.
      try file.print("\(person),\(now[index])" + (was.map { ",\($0[index])" } ?? ""))
    }
    try file.close()
  }
}

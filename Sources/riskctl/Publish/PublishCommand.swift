import ArgumentParser
import Casework
import EventJSON
import SafeStatistics
import Tricolor

/// `riskctl publish`
struct PublishCommand: ParsableCommand {
  /// What is counted.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case districts, appeals, lateness
  }

  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract:
      "A table of counts that may be published: no count of few persons is in it, nor follows from its sums or from earlier tables (第二十一条).",
    discussion: """
      districts: people by district and color at an instant. appeals: persons by district and by how the last appeal of each stands. lateness: persons by \
      source and by how late it recorded the latest event of each. What was published is kept in a file: give it for every table of a store. Tables of one \
      day (UTC) are held against one another, and one is refused whose counts differ from an earlier one's by too few persons.
      """)

  @Argument(help: "districts, appeals or lateness.")
  var subject: Subject
  @OptionGroup var store: StoreArgument
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @Option(help: ArgumentHelp("The components of a place that name a district, at most those of the file's first table.", valueName: "n"))
  var depth = DistrictStatistics.usualDepth
  @Option(help: ArgumentHelp("The file of what was published; made if it is not there.", valueName: "file"))
  var publications: String
  @Option(help: ArgumentHelp("The smallest count that is shown, but for none at all; at least 2.", valueName: "n"))
  var smallestCell = 11
  @Option(help: ArgumentHelp("Round shown counts to multiples of this.", valueName: "n"))
  var rounding = 1
  @OptionGroup var output: JSONFlag

  func validate() throws {
    guard smallestCell >= 2 else { throw ValidationError("--smallest-cell \(smallestCell): expected 2 or more") }
    guard rounding >= 1 else { throw ValidationError("--rounding \(rounding): expected 1 or more") }
    guard (1...Place.maximumDepth).contains(depth) else { throw ValidationError("--depth \(depth): expected 1 to \(Place.maximumDepth)") }
  }

  func run() throws {
    let rule = DisclosureRule(smallestCell: smallestCell, rounding: rounding)
    let instant = at.instant
    let view = try knownAt.view(try store.openForUpkeep())
    let file = try PublicationsFile(publications)
    let base = try file.baseDepth(of: subject) ?? depth
    guard depth <= base else {
      throw Failure(.badInput, "\(publications): its tables are of depth \(base), expected --depth of at most that")
    }
    let finest = try counts(view, at: instant, depth: base)
    let published = PublishedTable(
      finest, depth: subject == .lateness ? nil : depth, base: base, subject: subject, at: instant, under: rule)
    try file.add(published, under: rule)
    if output.json { return try printJSON(published.json(knownAt: view.knownAt, rule)) }
    try printTable(published.table, at: instant, knownAt: view.knownAt)
  }

  /// The counts of the smallest parts that the file's tables are made of.
  private func counts(_ view: View, at instant: Instant, depth: Int) throws -> FinestCounts {
    switch subject {
    case .districts:
      let found = try view.districts(from: instant, to: instant, every: 86_400, depth: depth).districts
      let rows = found.map { district in district.counts.last.map { [$0.green, $0.yellow, $0.red] } ?? [0, 0, 0] }
      return FinestCounts(rows: found.map { Self.name($0.place) }, columns: Color.allCases.map(\.text), values: rows)
    case .appeals:
      let found = try view.appellants(at: instant, depth: depth)
      return FinestCounts(rows: found.districts.map(Self.name), columns: AppellantCounts.states.map(\.rawValue), values: found.counts)
    case .lateness:
      let found = try view.lateness()
      return FinestCounts(rows: found.sources.map(\.string), columns: LatenessCounts.bounds.map(\.name), values: found.counts)
    }
  }

  private static func name(_ district: Place?) -> String { district?.path.string ?? "" }

  private func printTable(_ table: PublicTable, at instant: Instant, knownAt: UInt64) throws {
    try printLine(Terminal.dim("\(Words.at(instant))  \(Words.known(at: knownAt))"))
    let heads = table.columns + [Words.say("all", "合计")]
    try printLine(Terminal.dim(heads.map { $0.aligned(to: 12) }.joined()))
    let rows = table.rows.map { $0.isEmpty ? Words.noStayKnown : $0 } + [Words.say("all", "合计")]
    for (name, cells) in zip(rows, table.cells) {
      try printLine(cells.map { ($0?.grouped ?? "–").aligned(to: 12) }.joined() + "  " + name)
    }
  }
}

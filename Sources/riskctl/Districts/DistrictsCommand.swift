import ArgumentParser
import Casework
import Tricolor

/// `riskctl districts`
struct DistrictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "districts", abstract: "People by color and district over time, and how their appeals went (第二十九条).",
    discussion: """
      A person's district is that of the last known stay up to the instant: the first four components of its place, as in CN/50/00/103. People of \
      whom no stay is known are counted under none. Appeals are counted over the days that end with the instant; a case is open while its last word is "lodged".
      """)

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The first instant.", valueName: "T"), transform: Instant.init(_:))
  var from: Instant
  @Option(help: ArgumentHelp("No instant is after this.", valueName: "T"), transform: Instant.init(_:))
  var to: Instant
  @Option(help: ArgumentHelp("Days from one instant to the next.", valueName: "days"))
  var every: UInt32 = 1
  @Option(help: ArgumentHelp("The components of a place that name a district, 1 to 8.", valueName: "n"))
  var depth = DistrictStatistics.usualDepth
  @OptionGroup var knownAt: KnownAtOption
  @Option(help: ArgumentHelp("Write everything as CSV; - for standard output only.", valueName: "file"))
  var csv: String?
  @Option(help: ArgumentHelp("Draw a picture; - for standard output only.", valueName: "file"))
  var svg: String?
  @OptionGroup var people: PeopleOptions

  func validate() throws {
    guard from <= to else { throw ValidationError("--to \(to): expected an instant not before --from \(from)") }
    guard (1...36_500).contains(every) else { throw ValidationError("--every \(every): expected 1 to 36500 days") }
    let count = (to.secondsSinceEpoch - from.secondsSinceEpoch) / (every * 86_400) + 1
    guard count <= DistrictStatistics.maximumInstantCount else {
      throw ValidationError("--every \(every): \(count) instants, expected at most \(DistrictStatistics.maximumInstantCount)")
    }
    guard (1...Place.maximumDepth).contains(depth) else {
      throw ValidationError("--depth \(depth): expected 1 to \(Place.maximumDepth)")
    }
    guard csv != "-" || svg != "-" else { throw ValidationError("- stands twice: standard output takes one of them") }
  }

  func run() throws {
    let engine = try store.openForUpkeep()
    let view = try knownAt.view(engine)
    let statistics = try Progress.ofPersons(in: engine) {
      try view.districts(from: from, to: to, every: every * 86_400, depth: depth, progress: $0)
    }
    if let csv {
      let file = try Output.file(csv)
      for line in statistics.csvLines { try file.print(line) }
      try file.close()
    }
    if let svg {
      let file = try Output.file(svg)
      try file.print(DistrictPicture(statistics: statistics).text)
      try file.close()
    }
    if csv == "-" || svg == "-" { return }
    try printTable(statistics)
  }

  /// The districts at the last instant, and their appeals over the whole time.
  private func printTable(_ statistics: DistrictStatistics) throws {
    guard let last = statistics.instants.last else { return }
    let days = statistics.instants.count * Int(every)
    try printLine(Terminal.dim(Words.districts(at: last, days: days, knownAt: statistics.knownAt)))
    try printLine(Terminal.dim(Words.districtHeads.map { $0.aligned(to: 12) }.joined() + "  " + Words.district))
    for district in statistics.districts {
      guard let end = district.counts.last else { continue }
      let appeals = [\DistrictStatistics.Counts.lodged, \.upheld, \.rejected].map { key in
        district.counts.reduce(0) { $0 + $1[keyPath: key] }
      }
      let numbers = [end.persons, end.green, end.yellow, end.red] + appeals + [end.open]
      try printLine(numbers.map { $0.grouped.aligned(to: 12) }.joined() + "  " + (district.place?.path.string ?? Words.noStayKnown))
    }
  }
}

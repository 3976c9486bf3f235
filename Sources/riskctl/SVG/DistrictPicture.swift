import Casework
import Tricolor

/// District statistics as a picture: a panel for each district with the people who are red or yellow over time, and its appeals in words.
///
/// The most restricted district comes first. The text is the same for the same statistics, and refers to nothing outside.
struct DistrictPicture {
  let statistics: DistrictStatistics

  private static let columns = 3
  private static let panelWidth = 330
  private static let panelHeight = 224
  private static let top = 96
  private static let width = columns * panelWidth + 20

  /// The SVG document.
  var text: String {
    let panels = Self.ordered(statistics.districts).enumerated().flatMap { index, district in
      DistrictPanel(
        district: district, instants: statistics.instants, left: 10 + index % Self.columns * Self.panelWidth,
        top: Self.top + index / Self.columns * Self.panelHeight
      ).lines
    }
    let rows = (statistics.districts.count + Self.columns - 1) / Self.columns
    let height = Self.top + max(rows, 1) * Self.panelHeight + 10
    let span = [statistics.instants.first, statistics.instants.last].compactMap { $0?.local }.joined(separator: " – ")
    return
      ([
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" height=\"\(height)\" viewBox=\"0 0 \(Self.width) \(height)\" "
          + "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">",
        "<title>\(Words.districtTitle)</title>", "<rect width=\"\(Self.width)\" height=\"\(height)\" fill=\"#fff\"/>",
        "<text x=\"20\" y=\"28\" font-size=\"17\" font-weight=\"bold\">\(Words.districtTitle)</text>",
        "<text x=\"20\" y=\"48\" fill=\"#666\">\(Words.districtSubtitle(span, knownAt: statistics.knownAt))</text>",
      ] + Self.legend + (panels.isEmpty ? ["<text x=\"20\" y=\"\(Self.top + 20)\">\(Words.nobodyKnown)</text>"] : panels) + ["</svg>"])
      .joined(separator: "\n")
  }

  /// The greatest number of restricted people first, then in order of place; people without a district last.
  private static func ordered(_ districts: [DistrictStatistics.District]) -> [DistrictStatistics.District] {
    func peak(_ district: DistrictStatistics.District) -> Int { district.counts.map(\.restricted).max() ?? 0 }
    let sorted = districts.enumerated().sorted { left, right in
      if (left.element.place == nil) != (right.element.place == nil) { return right.element.place == nil }
      return (peak(right.element), left.offset) < (peak(left.element), right.offset)
    }
    return sorted.map(\.element)
  }

  private static var legend: [String] {
    [(Color.red, Words.legend(.red)), (.yellow, Words.yellowOnRed)].enumerated().flatMap { index, entry in
      let x = 20 + index * 190
      return [
        "<rect x=\"\(x)\" y=\"62\" width=\"26\" height=\"14\" fill=\"\(entry.0.fill)\"/>",
        "<text x=\"\(x + 34)\" y=\"73\">\(entry.1)</text>",
      ]
    }
  }
}

/// One district's panel.
private struct DistrictPanel {
  let district: DistrictStatistics.District
  let instants: [Instant]
  let left: Int
  let top: Int

  private static let chartHeight = 100
  /// Room for the numbers of the scale, and to the right of the chart.
  private static let margins = (left: 74, right: 22)
  private static let width = 330

  private var chartLeft: Int { left + Self.margins.left }
  private var chartRight: Int { left + Self.width - Self.margins.right }
  private var chartTop: Int { top + 74 }
  private var chartBottom: Int { chartTop + Self.chartHeight }

  var lines: [String] {
    let scale = Self.scale(district.counts.map(\.restricted).max() ?? 0)
    return heading + grid(scale) + areas(scale) + dates + ["</g>"]
  }

  private var heading: [String] {
    let name = district.place?.path.string ?? Words.noStayKnown
    let persons = Words.peopleAtTheEnd(district.counts.last?.persons ?? 0)
    let x = left + 10
    return [
      "<g><title>\(name.xmlEscaped)</title>",
      "<text x=\"\(x)\" y=\"\(top + 14)\" font-size=\"13\" font-weight=\"bold\">\(Self.shortened(name).xmlEscaped)</text>",
      "<text x=\"\(x)\" y=\"\(top + 30)\" fill=\"#444\">\(persons)</text>",
    ]
      + appeals.enumerated().map { index, line in
        "<text x=\"\(x)\" y=\"\(top + 45 + index * 14)\" font-size=\"11\" fill=\"#444\">\(line)</text>"
      }
  }

  private var appeals: [String] {
    let counts = district.counts
    let lodged = counts.reduce(0) { $0 + $1.lodged }
    let upheld = counts.reduce(0) { $0 + $1.upheld }
    let rejected = counts.reduce(0) { $0 + $1.rejected }
    let open = counts.last?.open ?? 0
    guard lodged + upheld + rejected + open > 0 else { return [Words.noAppeals] }
    return Words.appeals(lodged: lodged, open: open, upheld: upheld, rejected: rejected)
  }

  private func grid(_ scale: Int) -> [String] {
    [0, scale / 2, scale].flatMap { value in
      let y = y(value, scale)
      return [
        "<path d=\"M\(chartLeft) \(y)H\(chartRight)\" stroke=\"\(value == 0 ? "#444" : "#ccc")\"/>",
        "<text x=\"\(chartLeft - 8)\" y=\"\(y + 4)\" text-anchor=\"end\" fill=\"#444\">\(value.grouped)</text>",
      ]
    }
  }

  private func areas(_ scale: Int) -> [String] {
    [
      area(over: district.counts.map { _ in 0 }, district.counts.map(\.red), scale, .red),
      area(over: district.counts.map(\.red), district.counts.map(\.restricted), scale, .yellow),
    ]
  }

  private func area(over lower: [Int], _ upper: [Int], _ scale: Int, _ color: Color) -> String {
    // A single instant is a bar as wide as the chart.
    let xs = upper.count == 1 ? [chartLeft, chartRight] : upper.indices.map(x)
    func heights(_ values: [Int]) -> [Int] { (values.count == 1 ? values + values : values).map { y($0, scale) } }
    let outline = Array(zip(xs, heights(upper))) + zip(xs, heights(lower)).reversed()
    let points = outline.map { "\($0) \($1)" }.joined(separator: "L")
    return "<path d=\"M\(points)Z\" fill=\"\(color.fill)\"/>"
  }

  private var dates: [String] {
    let middle = instants.indices.filter { index in
      // Marks at least 12 pixels apart.
      index > 0 && index + 1 < instants.count && x(index) / 12 > x(index - 1) / 12
    }
    let marks = ([0] + middle + [max(0, instants.count - 1)]).map { "<path d=\"M\(x($0)) \(chartBottom)v4\" stroke=\"#444\"/>" }
    func label(_ instant: Instant?, _ x: Int, _ anchor: String) -> String {
      "<text x=\"\(x)\" y=\"\(chartBottom + 18)\" text-anchor=\"\(anchor)\" font-size=\"11\" fill=\"#444\">"
        + "\(instant?.localDay ?? "")</text>"
    }
    let labels =
      instants.count == 1
      ? [label(instants.first, (chartLeft + chartRight) / 2, "middle")]
      : [label(instants.first, chartLeft, "start"), label(instants.last, chartRight, "end")]
    return marks + labels
  }

  private func x(_ index: Int) -> Int { chartLeft + index * (chartRight - chartLeft) / max(1, instants.count - 1) }
  private func y(_ value: Int, _ scale: Int) -> Int { chartBottom - value * Self.chartHeight / scale }

  /// The least of 2, 4, 10, 20, 40, 100 … that is not less than a number, so that half of it is whole.
  private static func scale(_ greatest: Int) -> Int {
    var unit = 1
    while true {
      for step in [2, 4, 10] where step * unit >= greatest { return step * unit }
      unit *= 10
    }
  }

  /// A path that fits the panel: its last components, and if that is too long the beginning of the last.
  private static func shortened(_ path: String) -> String {
    let limit = 300
    func width(_ text: Substring) -> Int { text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 8 : 14) } }
    var rest = path[...]
    while width(rest) + (rest.startIndex > path.startIndex ? 22 : 0) > limit, let slash = rest.firstIndex(of: "/") {
      rest = rest[rest.index(after: slash)...]
    }
    let prefix = rest.startIndex > path.startIndex ? "…/" : ""
    guard width(rest) + 22 > limit else { return prefix + rest }
    while width(rest) + 36 > limit { rest = rest.dropLast() }
    return prefix + rest + "…"
  }
}

import Casework
import Tricolor

/// A dossier as one HTML page to read and to print on A4: no script, nothing from elsewhere.
struct DossierPage {
  let dossier: Dossier

  init(_ dossier: Dossier) {
    self.dossier = dossier
  }

  /// The document.
  var text: String {
    let parts = [
      summary, picture, discrepancies, measures, moments, path, evidence, proofs,
    ]
    return """
      <!DOCTYPE html>
      <html lang="\(Words.Dossier.language)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Words.Dossier.title(dossier.person))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(parts.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private var found: Investigation { dossier.verdicts.investigation }

  private var summary: String {
    let worse = found.discrepancies.filter { $0.direction == .worse }.reduce(0) { $0 + $1.seconds }
    let better = found.discrepancies.filter { $0.direction == .better }.reduce(0) { $0 + $1.seconds }
    let verdict =
      found.discrepancies.isEmpty
      ? Words.Dossier.nothingWrong
      : [
        worse > 0 ? Words.Dossier.worse(worse) : "", better > 0 ? Words.Dossier.better(better) : "",
      ].filter { !$0.isEmpty }.joined(separator: " ")
    let policies = dossier.verdicts.policies.map {
      "\(HTML.text($0.title)) (<code>\(HTML.text($0.id))</code>, \(Words.Dossier.policy(from: HTML.time($0.from), sequence: $0.sequence)))"
    }
    let period = Words.span(HTML.time(dossier.during.lowerBound), HTML.time(dossier.during.upperBound))
    return """
      <h1>\(Words.Dossier.heading)</h1>
      <dl>
      <dt>\(Words.Dossier.person)</dt><dd><code>\(dossier.person)</code></dd>
      <dt>\(Words.Dossier.period)</dt><dd>\(period), \(HTML.text(Words.inZone))</dd>
      <dt>\(Words.Dossier.known)</dt><dd>\(Words.Dossier.known(dossier.knownAt.grouped, own: dossier.leaves.count))</dd>
      <dt>\(Words.Dossier.policies)</dt><dd>\(policies.isEmpty ? Words.Dossier.none : policies.joined(separator: "<br>"))</dd>
      </dl>
      <p class="verdict">\(verdict)</p>
      """
  }

  private var picture: String {
    func row(_ label: String, _ spans: [Span]) -> TimelinePicture.Row {
      // Cut to the period: what lies before it and after it has the color at its ends.
      let changes = spans.enumerated().map { (from: $0 == 0 ? Instant.earliest : $1.from, color: $1.color) }
      return TimelinePicture.Row(label: label, timeline: Timeline(changes: changes))
    }
    let picture = TimelinePicture(
      person: dossier.person, knownAt: dossier.knownAt, rows: [row(Words.shown, found.displayed), row(Words.rightful, found.rightful)],
      period: dossier.during)
    return "<h2>\(Words.Dossier.shownAgainstRightful)</h2>\n<figure>\(picture.text)</figure>"
  }

  private var discrepancies: String {
    guard !found.discrepancies.isEmpty else { return HTML.empty(Words.Dossier.discrepancies, Words.Dossier.noDiscrepancies) }
    let rows = found.discrepancies.map { one in
      let causes = one.causes.map { "<li>\(HTML.sentence(Words.cause($0)))</li>" }.joined()
      let more = one.explanations.contains { !$0.recordings.isComplete } ? "<p>\(Words.Dossier.moreCauses)</p>" : ""
      return """
        <tr><td>\(HTML.time(one.from))<br>\(Words.Dossier.until(HTML.time(one.until)))</td><td>\(Words.length(one.seconds))</td>\
        <td>\(HTML.color(one.shown))</td><td>\(HTML.color(one.rightful))</td><td>\(Words.direction(one.direction))</td><td><ul>\(causes)</ul>\(more)</td></tr>
        """
    }
    return HTML.table(Words.Dossier.discrepancies, Words.Dossier.discrepancyHeads, rows)
  }

  private var measures: String {
    let rows = found.measures.map { one in
      """
      <tr><td>\(HTML.time(one.span.from))<br>\(Words.Dossier.until(HTML.time(one.span.until)))</td><td>\(HTML.color(one.span.color))</td>\
      <td>\(one.article)</td><td>\(HTML.text(Words.order(one)))</td><td>\(one.unwarrantedSeconds > 0 ? Words.length(one.unwarrantedSeconds) : "—")</td></tr>
      """
    }
    return rows.isEmpty
      ? HTML.empty(Words.Dossier.measures, Words.Dossier.noMeasures)
      : HTML.table(Words.Dossier.measuresThatFollowed, Words.Dossier.measureHeads, rows)
  }

  private var moments: String {
    let sections = dossier.verdicts.moments.map { moment in
      """
      <section class="judgment">
      <h3>\(HTML.time(moment.at))</h3>
      \(judgment(Words.Dossier.shown, moment.shown, moment.shownRestsOn))
      </section>
      <section class="judgment">
      \(judgment(Words.Dossier.rightful, moment.rightful, moment.rightfulRestsOn))
      </section>
      """
    }
    return sections.isEmpty
      ? HTML.empty(Words.Dossier.grounds, Words.Dossier.greenThroughout)
      : "<h2>\(Words.Dossier.grounds)</h2>\n" + sections.joined(separator: "\n")
  }

  private func judgment(_ title: String, _ status: Status, _ rest: DecisiveEvidence) -> String {
    let grounds = status.grounds.map(row)
    var lines = ["<p class=\"by\"><b>\(title)</b> \(HTML.color(status.color)) \(Words.Dossier.by(status.knownAt.grouped))</p>"]
    if !grounds.isEmpty { lines.append(HTML.rows(Words.Dossier.groundHeads, grounds)) }
    if status.color > .green {
      let sets = rest.evidenceSets.map { "{ " + $0.map { HTML.event($0) }.joined(separator: ", ") + " }" }
      lines.append("<p>\(Words.Dossier.lowerWithout(sets, isComplete: rest.sets.isComplete))</p>")
    }
    return lines.joined(separator: "\n")
  }

  private func row(_ ground: Ground) -> String {
    let color = ground.rule.color.map { HTML.color($0) } ?? ""
    let rule = Words.Dossier.rule(HTML.code(ground.rule.id), of: HTML.code(ground.policy))
    let end = Words.Dossier.until(ground.release.map(HTML.time) ?? Words.noEndKnown)
    let waits = (ground.waitsFor.map { Words.lines($0) } ?? [Words.neverReleases]).map(HTML.sentence).joined(separator: "\n")
    return """
      <tr><td>\(color)</td><td>\(HTML.text(ground.rule.article ?? "—"))</td>\
      <td>\(HTML.text(ground.rule.title ?? ground.rule.id))<br>\(rule)</td>\
      <td>\(HTML.event(ground.sequence))</td><td>\(HTML.time(ground.opens))<br>\(end)</td>\
      <td class="waits">\(waits)</td></tr>
      """
  }

  private var path: String {
    let path = dossier.verdicts.pathToGreen
    let parts = path.paths.map { "<p>" + Words.lines($0).map(HTML.sentence).joined(separator: "<br>") + "</p>" }
    return "<h2>\(Words.Dossier.path(from: HTML.time(path.at)))</h2>\n" + parts.joined(separator: "\n")
  }

  private var evidence: String {
    let withdrawnBy = Dictionary(
      dossier.leaves.compactMap { leaf in leaf.target.map { ($0, leaf.event.sequence) } }, uniquingKeysWith: { first, _ in first })
    let rows = dossier.leaves.sorted { ($0.event.event.at, $0.event.sequence) < ($1.event.event.at, $1.event.sequence) }.map { leaf in
      let event = leaf.event
      let withdrawn = withdrawnBy[event.sequence].map { " <em>\(Words.Dossier.withdrawn(by: HTML.event($0)))</em>" } ?? ""
      let reference = event.event.evidence.map { "<br><small>\(HTML.text($0.string))</small>" } ?? ""
      return """
        <tr id="event-\(event.sequence)"><td>\(event.sequence)</td><td>\(HTML.time(event.event.at))</td><td>\(HTML.time(event.recordedAt))</td>\
        <td>\(HTML.text(event.event.source.string))</td><td>\(HTML.text(Words.fact(event.event.fact)))\(reference)\(withdrawn)</td></tr>
        """
    }
    return HTML.table(Words.Dossier.evidence, Words.Dossier.evidenceHeads, rows)
  }

  private var proofs: String {
    """
    <h2>\(Words.Dossier.check)</h2>
    <p>\(Words.Dossier.howToCheck)</p>
    <pre>riskctl appeal check FILE.json --checkpoint CHECKPOINT --key KEY</pre>
    <p>\(Words.Dossier.verdictsBy(HTML.code(dossier.projector)))</p>
    <pre>\(dossier.checkpoint.split(separator: "\n", omittingEmptySubsequences: false).map { HTML.text(String($0)) }.joined(separator: "\n"))</pre>
    """
  }

  private static let style = """
    @page { size: A4; margin: 16mm 14mm; }
    :root { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: #fff; color: #222; font: 15px/1.45 "Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
    main { max-width: 1040px; margin: 0 auto; padding: 24px 20px 60px; }
    h1 { font-size: 26px; margin: 0 0 12px; }
    h2 { font-size: 19px; margin: 30px 0 8px; border-bottom: 1px solid #bbb; padding-bottom: 3px; break-after: avoid; }
    h3 { font-size: 15px; margin: 18px 0 4px; break-after: avoid; }
    p { margin: 6px 0; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 0; }
    dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
    .verdict { font-size: 17px; font-weight: 600; border-left: 5px solid #222; padding: 4px 12px; margin: 14px 0; }
    figure { margin: 8px 0; } figure svg { width: 100%; height: auto; display: block; }
    table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 6px 0; }
    th, td { border-bottom: 1px solid #ddd; padding: 4px 8px 4px 0; text-align: left; vertical-align: top; }
    th { color: #555; font-weight: 600; } thead { display: table-header-group; } tr { break-inside: avoid; }
    td { overflow-wrap: break-word; } td code { overflow-wrap: anywhere; }
    ul { margin: 0; padding-left: 18px; }
    .waits { white-space: pre-wrap; }
    .judgment { break-inside: avoid; } .by { break-after: avoid; } thead { break-after: avoid; }
    code, pre { font: 12px/1.4 ui-monospace, "Noto Sans Mono", monospace; overflow-wrap: anywhere; }
    pre { background: #f4f4f4; padding: 8px; white-space: pre-wrap; break-inside: avoid; }
    .color { display: inline-block; padding: 0 7px; border-radius: 3px; font-weight: 700; border: 1px solid #222;
      white-space: nowrap; }
    .green { background: #2e8b57; color: #fff; } .yellow { background: #f2c230; color: #222; } .red { background: #c8322b; color: #fff; }
    a { color: inherit; }
    time { white-space: nowrap; }
    @media print {
      body { font-size: 10.5pt; } main { max-width: none; padding: 0; } table { font-size: 9pt; }
      .color, figure, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
      a { text-decoration: none; }
    }
    """
}

/// Pieces of a page.
enum HTML {
  /// A text as an element's content: nothing in it changes how it reads, and letters written from right to left order nothing around it anew.
  static func text(_ text: String) -> String { "<bdi>\(text.xmlEscaped)</bdi>" }

  /// The same of a sentence; its instants do not break in their middle.
  static func sentence(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let instant = word.prefix { $0 != "," && $0 != ";" }
      guard let time = try? Instant(String(instant)) else { return String(word).xmlEscaped }
      return Self.time(time) + String(word[instant.endIndex...]).xmlEscaped
    }
    return "<bdi>\(words.joined(separator: " "))</bdi>"
  }

  static func time(_ instant: Instant) -> String { "<time datetime=\"\(instant)\">\(instant.local)</time>" }

  static func color(_ color: Color) -> String { "<span class=\"color \(color.text)\">\(Words.color(color))</span>" }

  /// An event by its number, linked to its row.
  static func event(_ sequence: UInt64) -> String { "<a href=\"#event-\(sequence)\">#\(sequence)</a>" }

  static func code(_ text: String) -> String { "<code>\(Self.text(text))</code>" }

  /// A heading with a sentence where there is nothing to list.
  static func empty(_ title: String, _ sentence: String) -> String { "<h2>\(title)</h2>\n<p>\(sentence)</p>" }

  static func table(_ title: String, _ heads: [String], _ rows: [String]) -> String { "<h2>\(title)</h2>\n" + Self.rows(heads, rows) }

  static func rows(_ heads: [String], _ rows: [String]) -> String {
    "<table><thead><tr>" + heads.map { "<th>\($0)</th>" }.joined() + "</tr></thead>\n<tbody>\n" + rows.joined(separator: "\n")
      + "\n</tbody></table>"
  }
}

public import RiskFold
public import RiskInquiry
public import RiskModel
internal import RiskPolicy

/// What the events of a dossier amount to: a function of them, so that anyone who has them can compute it again, but for the position that the log
/// had at an instant, which its other events decide.
public struct Verdicts: Hashable, Sendable {
  /// What was shown from an instant on, against what should have been, and what each rests on.
  public struct Moment: Hashable, Sendable {
    /// The first instant of an interval that was shown in red or yellow, or that should have been.
    public let at: Instant
    /// The color shown, with its grounds, as of the last event of the log that was recorded by then.
    public let shown: Status
    /// What the color shown rests on.
    public let shownRestsOn: DecisiveEvidence
    /// The rightful color, with its grounds, by all the events.
    public let rightful: Status
    /// What the rightful color rests on.
    public let rightfulRestsOn: DecisiveEvidence
  }

  /// A policy that was in force in the period.
  public struct PolicyInForce: Hashable, Sendable {
    /// Its event.
    public let sequence: UInt64
    /// When it took effect.
    public let from: Instant
    /// Its name.
    public let id: String
    /// Its title.
    public let title: String
  }

  /// Shown against rightful.
  public let investigation: Investigation
  /// The policies in force at some instant of the period, by what is known now.
  public let policies: [PolicyInForce]
  /// Each instant at which the color shown or the rightful one changes, unless both are green then.
  public let moments: [Moment]
  /// What would release the person from the end of the period on.
  public let pathToGreen: PathToGreen

  /// - Parameter lastSequence: the last sequence of the log that was recorded at or before an instant. No color depends on it further than
  ///   `Excerpt.lastSequence(recordedBy:)` tells it, to which it is held.
  init(_ excerpt: Excerpt, during period: Range<Instant>, lastSequence: (Instant) throws -> UInt64) throws {
    investigation = excerpt.investigate(during: period)
    policies = try Self.policies(excerpt, in: period)
    let changes = Set((investigation.displayed + investigation.rightful).map(\.from)).sorted()
    var moments: [Moment] = []
    for instant in changes {
      let possible = excerpt.lastSequence(recordedBy: instant)
      let then = try excerpt.known(at: min(max(try lastSequence(instant), possible.lowerBound), possible.upperBound))
      let moment = Moment(
        at: instant, shown: then.status(at: instant), shownRestsOn: then.decisiveEvidence(at: instant),
        rightful: excerpt.status(at: instant), rightfulRestsOn: excerpt.decisiveEvidence(at: instant))
      if moment.shown.color != .green || moment.rightful.color != .green { moments.append(moment) }
    }
    self.moments = moments
    pathToGreen = try excerpt.pathToGreen(from: period.upperBound)
  }

  private static func policies(_ excerpt: Excerpt, in period: Range<Instant>) throws(Fault) -> [PolicyInForce] {
    let retracted = Set(excerpt.entries.compactMap(\.target))
    var known: [PolicyInForce] = []
    for entry in excerpt.entries where !retracted.contains(entry.sequence) {
      guard case .policy(let document) = entry.event.event.fact else { continue }
      let policy = try Policy(json: document)
      known.append(PolicyInForce(sequence: entry.sequence, from: entry.event.event.at, id: policy.id, title: policy.title))
    }
    known.sort { ($0.from, $0.sequence) < ($1.from, $1.sequence) }
    return known.indices.filter { index in
      let end = index + 1 < known.count ? known[index + 1].from : .never
      return known[index].from < period.upperBound && end > max(period.lowerBound, known[index].from)
    }.map { known[$0] }
  }

  /// The form in which they are compared and handed over.
  public var json: JSONValue {
    .object([
      "investigation": investigation.json, "pathToGreen": pathToGreen.json,
      "policies": .array(
        policies.map {
          .object(["sequence": .sequence($0.sequence), "from": .text($0.from), "id": .text($0.id), "title": .text($0.title)])
        }),
      "moments": .array(
        moments.map { moment in
          .object([
            "at": .text(moment.at), "shown": moment.shown.json, "shownRestsOn": moment.shownRestsOn.json, "rightful": moment.rightful.json,
            "rightfulRestsOn": moment.rightfulRestsOn.json,
          ])
        }),
    ])
  }
}

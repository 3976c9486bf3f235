public import RiskModel

/// What should be looked into of how people were judged: where a color rests on a human's word, or lasts, or was put right, otherwise than the
/// evidence explains. By one knowledge; the same knowledge gives the same audit.
public struct Audit: Hashable, Sendable {
  /// The last sequence known.
  public let knownAt: UInt64
  /// When that was recorded, `Instant.earliest` for an empty log. What has not ended by then counts as lasting until then.
  public let horizon: Instant
  /// What was counted as a burst.
  public let thresholds: Thresholds
  /// Determinations that no other evidence supports, in order of sequence.
  public let unsupported: [UnsupportedDetermination]
  /// Bursts of them, in order of their first sequence.
  public let bursts: [Burst]
  /// Red colors that last longer than any rule's release explains, in order of person.
  public let overlong: [OverlongRed]
  /// The sources some of whose evidence was retracted, the most often first.
  public let retractions: [SourceRetractions]
  /// How late each source's evidence was recorded, in order of source.
  public let lateness: [SourceLateness]
  /// How long corrections took, by the source of what was corrected, in order of source.
  public let corrections: [SourceCorrections]

  /// What counts as a burst.
  public struct Thresholds: Hashable, Sendable {
    /// The fewest determinations of a burst, at least 1.
    public var burstCount: Int
    /// The longest time from one determination of a burst to the next, by their `recordedAt`, in seconds.
    public var burstGapSeconds: UInt32

    /// 50 of them, each within 60 minutes of the one before.
    public init(burstCount: Int = 50, burstGapSeconds: UInt32 = 3_600) {
      precondition(burstCount >= 1, "a burst has at least one determination")
      self.burstCount = burstCount
      self.burstGapSeconds = burstGapSeconds
    }
  }
}

extension Audit {
  /// A determination of `isolation-required`, `notified-cohort` or `at-risk` that rests on nothing but the word of its source: by what is known, its
  /// person has no contact, entry, symptom with an epidemiological history, positive test, or diagnosis of confirmed, asymptomatic or suspected from
  /// ``window``, nor a stay that met a designation of medium, high or contaminated (with a lookback of 14 days) opening in it.
  public struct UnsupportedDetermination: Hashable, Sendable {
    /// Its place in the log.
    public let sequence: UInt64
    /// The person that it is about.
    public let person: PersonID
    /// The source.
    public let source: EventSource
    /// What it says.
    public let finding: Finding
    /// When it was made.
    public let at: Instant
    /// When it was recorded.
    public let recordedAt: Instant

    /// The time in which support was looked for, ends included: from 21 days before to 1 day after.
    public var window: ClosedRange<Instant> { Support.window(of: at) }
  }

  /// Many unsupported determinations of one source in a short time: as many as fit, each recorded within the gap after the one before.
  public struct Burst: Hashable, Sendable {
    /// The source.
    public let source: EventSource
    /// When the first was recorded.
    public let from: Instant
    /// When the last was recorded.
    public let to: Instant
    /// How many persons they are about.
    public let personCount: Int
    /// The determinations, in order.
    public let sequences: [UInt64]
  }

  /// A red color that lasts longer than any rule's release explains: no release has ended it, and by time alone the slowest of its policy would have.
  public struct OverlongRed: Hashable, Sendable {
    /// The person.
    public let person: PersonID
    /// The first instant of the red interval.
    public let from: Instant
    /// The first instant after it; nil where it had not ended at the audit's ``Audit/horizon``.
    public let until: Instant?
    /// Up to when releases explain it. The latest over the holds of the interval: of one released by the audit's ``Audit/horizon``, its release; of
    /// another the latest of its anchor and the longest `elapsed` that a red rule of its policy names, of the end that its evidence states, and of
    /// the end of the designation that it met. A policy whose red rules name no `elapsed` explains everything.
    public let explainedUntil: Instant
    /// The evidence of the hold that lasts longest.
    public let sequence: UInt64
    /// The source.
    public let source: EventSource
    /// The policy that the hold is under.
    public let policy: String
    /// Its rule.
    public let rule: String
  }

  /// How often a source was wrong.
  public struct SourceRetractions: Hashable, Sendable {
    /// The source.
    public let source: EventSource
    /// The events that it recorded, retractions left out.
    public let eventCount: Int
    /// How many of them were retracted.
    public let retractedCount: Int
  }

  /// How late a source records: `recordedAt` less `at`. Events recorded ahead of their time are early by a negative number.
  public struct SourceLateness: Hashable, Sendable {
    /// The source.
    public let source: EventSource
    /// Over the source's events, whether retracted since or not; policies, which take effect later, and retractions are left out.
    public let seconds: Distribution
  }

  /// How long it took until a source's wrong evidence about persons was put right.
  public struct SourceCorrections: Hashable, Sendable {
    /// The source of what was retracted.
    public let source: EventSource
    /// From the record of the wrong evidence to that of its retraction.
    public let standingSeconds: Distribution
    /// From the record of a retraction to the first instant from then on at which the person's color differs for it; nil where none made a difference.
    public let effectSeconds: Distribution?
  }
}

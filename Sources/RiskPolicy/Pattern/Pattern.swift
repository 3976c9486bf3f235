public import RiskModel

/// Which events a rule speaks of: an event type with lists of accepted terms (semantics, section 4). A list left out accepts all.
///
/// Kept as it was written, lists in their order, so that an answer can show it again.
public indirect enum Pattern: Hashable, Sendable {
  /// A test.
  case test(method: [TestMethod]?, result: [TestResult]?)
  /// A diagnosis.
  case diagnosis(status: [DiagnosisStatus]?)
  /// A contact.
  case contact(degree: [ContactDegree]?)
  /// A symptom that has any of the signs.
  case symptom(signs: [Sign]?, epidemiologicalHistory: Bool?)
  /// An isolation's start or end.
  case quarantine(phase: [QuarantinePhase]?, mode: [QuarantineMode]?)
  /// A determination.
  case determination(finding: [Finding]?)
  /// An entry from below some place of `from` and below none of `except`.
  case entry(from: [Place]?, except: [Place]?)
  /// A code issued or withdrawn.
  case registration(phase: [RegistrationPhase]?, channel: [RegistrationChannel]?)
  /// A step of an appeal.
  case appeal(phase: [AppealPhase]?, channel: [AppealChannel]?)
  /// A stay below some place of `within` that meets a designation of one of the levels, up to `lookback` after it was left. In `when` only.
  case stay(level: [RiskLevel]?, lookback: Period?, within: [Place]?)
  /// Whatever matches one of the patterns.
  case any([Pattern])

  /// The most `any` of a pattern, and `any` and `all` of a release, that stand inside one another.
  public static let maximumNesting = 8
}

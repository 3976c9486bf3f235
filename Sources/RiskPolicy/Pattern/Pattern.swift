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
  /// An entry from below some place of `from` and below none of `except`; with levels, from below a place that was designated as one of them at the
  /// arrival or up to `lookback` before (第十五条). The levels in `when` only.
  case entry(from: [Place]?, except: [Place]?, level: [RiskLevel]? = nil, lookback: Period? = nil)
  /// A code issued or withdrawn.
  case registration(phase: [RegistrationPhase]?, channel: [RegistrationChannel]?)
  /// A step of an appeal.
  case appeal(phase: [AppealPhase]?, channel: [AppealChannel]?)
  /// A dose of a vaccine.
  case vaccination(dose: [UInt8]?, product: [Text]?)
  /// A dated attribute.
  case attestation(kind: [Text]?)
  /// A stay below some place of `within` that meets a designation of one of the levels, up to `lookback` after it was left. In `when` only.
  ///
  /// A stay without an end of its own is over after `openFor`, if nothing ended it before; one shorter than `atLeast` does not match.
  case stay(level: [RiskLevel]?, lookback: Period?, within: [Place]?, openFor: Period? = nil, atLeast: Period? = nil)
  /// Whatever matches one of the patterns.
  case any([Pattern])

  /// The most levels at which patterns, conditions and releases stand inside one another; the outermost is the first.
  public static let maximumNesting = 8
}

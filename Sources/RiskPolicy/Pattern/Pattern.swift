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

/// The forms of patterns, whatever the type of event: what all but a pattern's own shape in Swift goes by.
extension Pattern {
  /// A pattern, without regard to the type of its events where that does not matter.
  package enum Form {
    /// Over the terms and words of one type of point event.
    case terms(TermPattern)
    /// Over entries, and what the place is designated as.
    case entry(from: [Place]?, except: [Place]?, level: [RiskLevel]?, lookback: Period?)
    /// Over stays that meet a designation.
    case stay(level: [RiskLevel]?, lookback: Period?, within: [Place]?, openFor: Period?, atLeast: Period?)
    /// Whatever matches one of the patterns.
    case any([Pattern])
  }

  /// The pattern's form.
  package var form: Form {
    switch self {
    case .test(let method, let result): .terms(TermPattern(.test).accepting(method).accepting(result))
    case .diagnosis(let status): .terms(TermPattern(.diagnosis).accepting(status))
    case .contact(let degree): .terms(TermPattern(.contact).accepting(degree))
    case .symptom(let signs, let history):
      .terms(
        TermPattern(.symptom).accepting("signs", codes: signs?.map(\.rawValue))
          .accepting("epidemiologicalHistory", codes: history.map { [$0 ? 1 : 0] }))
    case .quarantine(let phase, let mode): .terms(TermPattern(.quarantine).accepting(phase).accepting(mode))
    case .determination(let finding): .terms(TermPattern(.determination).accepting(finding))
    case .registration(let phase, let channel): .terms(TermPattern(.registration).accepting(phase).accepting(channel))
    case .appeal(let phase, let channel): .terms(TermPattern(.appeal).accepting(phase).accepting(channel))
    case .vaccination(let dose, let product):
      .terms(TermPattern(.vaccination).accepting("dose", codes: dose).accepting("product", words: product))
    case .attestation(let kind): .terms(TermPattern(.attestation).accepting("kind", words: kind))
    case .entry(let from, let except, let level, let lookback): .entry(from: from, except: except, level: level, lookback: lookback)
    case .stay(let level, let lookback, let within, let openFor, let atLeast):
      .stay(level: level, lookback: lookback, within: within, openFor: openFor, atLeast: atLeast)
    case .any(let members): .any(members)
    }
  }

  /// The pattern over terms and words.
  package init(_ terms: TermPattern) {
    switch terms.kind {
    case .test: self = .test(method: terms.terms(), result: terms.terms())
    case .diagnosis: self = .diagnosis(status: terms.terms())
    case .contact: self = .contact(degree: terms.terms())
    case .symptom: self = .symptom(signs: terms.terms("signs"), epidemiologicalHistory: terms.flag("epidemiologicalHistory"))
    case .quarantine: self = .quarantine(phase: terms.terms(), mode: terms.terms())
    case .determination: self = .determination(finding: terms.terms())
    case .registration: self = .registration(phase: terms.terms(), channel: terms.terms())
    case .appeal: self = .appeal(phase: terms.terms(), channel: terms.terms())
    case .vaccination: self = .vaccination(dose: terms.numbers("dose"), product: terms.words)
    case .attestation: self = .attestation(kind: terms.words)
    case .stay, .entry, .placeRisk, .policy, .retraction, .link: preconditionFailure("no pattern over terms speaks of \(terms.kind.text)")
    }
  }
}

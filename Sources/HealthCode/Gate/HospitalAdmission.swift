/// How a hospital takes a person in (第十八条).
public enum HospitalAdmission: Hashable, Sendable {
  /// As anyone else.
  case admit
  /// As a suspected case, with the precautions against infection: an emergency is never turned away.
  case admitAsSuspected
  /// With a history of exposures taken by staff; with more precautions where that does not rule a risk out.
  case admitAfterInquiry
  /// After a negative test with a specimen at most 24 hours old.
  case testFirst

  /// How old a negative test's specimen may be, in seconds: 24 hours.
  public static let testValiditySeconds = 86_400

  /// The way in.
  ///
  /// The article speaks of yellow codes. Red codes, and outcomes that are no color, are held to the same here: the hospital knows no less of them.
  ///
  /// - Parameter outcome: what the gate found of the code.
  /// - Parameter isEmergency: whether the person needs treatment at once.
  /// - Parameter negativeSpecimenAt: when the specimen of the last negative nucleic acid test was taken; one after `now` does not count.
  /// - Parameter now: the instant of admission.
  public init(for outcome: GateOutcome, isEmergency: Bool, negativeSpecimenAt: Instant?, at now: Instant) {
    let isTested =
      negativeSpecimenAt.map { $0 <= now && now.secondsSinceEpoch - $0.secondsSinceEpoch <= UInt32(Self.testValiditySeconds) } ?? false
    switch outcome {
    case .green: self = .admit
    case _ where isEmergency: self = .admitAsSuspected
    default: self = isTested ? .admitAfterInquiry : .testFirst
    }
  }
}

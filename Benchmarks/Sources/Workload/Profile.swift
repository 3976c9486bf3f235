/// How much of what happens. Shares are of 100,000 events.
public struct Profile: Sendable {
  /// `calm` or `wave`.
  public let name: String
  let negativeTests: Double
  let otherTests: Double
  let stays: Double
  let contacts: Double
  let quarantines: Double
  let symptoms: Double
  let diagnoses: Double
  /// Designations over the whole period, whatever the number of persons.
  let designations: Int

  var rest: Double { 100_000 - negativeTests - otherTests - stays - contacts - quarantines - symptoms - diagnoses }

  /// Few cases: tests and stays.
  public static let calm = Profile(
    name: "calm", negativeTests: 72_000, otherTests: 20, stays: 26_000, contacts: 200, quarantines: 300, symptoms: 500, diagnoses: 20,
    designations: 300)

  /// A city in a wave: contacts, quarantines, cases, and thousands of designated places.
  public static let wave = Profile(
    name: "wave", negativeTests: 66_000, otherTests: 300, stays: 22_000, contacts: 3_000, quarantines: 4_000, symptoms: 1_500,
    diagnoses: 600, designations: 6_000)

  /// The profile of a name, or nil.
  public init?(named name: String) {
    switch name {
    case Self.calm.name: self = .calm
    case Self.wave.name: self = .wave
    default: return nil
    }
  }
}

extension Profile {
  private init(
    name: String, negativeTests: Double, otherTests: Double, stays: Double, contacts: Double, quarantines: Double, symptoms: Double,
    diagnoses: Double, designations: Int
  ) {
    (self.name, self.negativeTests, self.otherTests, self.stays) = (name, negativeTests, otherTests, stays)
    (self.contacts, self.quarantines, self.symptoms, self.diagnoses) = (contacts, quarantines, symptoms, diagnoses)
    self.designations = designations
  }
}

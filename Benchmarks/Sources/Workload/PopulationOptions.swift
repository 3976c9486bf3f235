import ArgumentParser

/// The options that say which population is meant, the same for each command.
public struct PopulationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many persons.", valueName: "n")) public var persons = 10_000
  @Option(help: "calm or wave.") public var profile = "wave"
  @Option(help: "editions: the four at days 0, 60, 120 and 150; bench: the one that SQL can say.")
  public var policies = Population.Policies.bench
  @Option(help: ArgumentHelp("Events of a person, on average.", valueName: "n")) public var eventsPerPerson = 20
  @Option(help: ArgumentHelp("The seed of the random numbers.", valueName: "n")) public var seed = Population.defaultSeed
  @Option(help: ArgumentHelp("Records of 24 bytes to hold at one time.", valueName: "n")) public var window = 24_000_000

  public init() {}

  public func validate() throws {
    guard Profile(named: profile) != nil else { throw ValidationError("--profile \(profile): expected calm or wave") }
    guard (1...100_000_000).contains(persons) else { throw ValidationError("--persons \(persons): expected 1 to 100000000") }
    guard (3...200).contains(eventsPerPerson) else { throw ValidationError("--events-per-person \(eventsPerPerson): expected 3 to 200") }
    guard window >= 100_000 else { throw ValidationError("--window \(window): expected at least 100000") }
  }

  /// The population that the options name.
  public func population() throws -> Population {
    guard let profile = Profile(named: profile) else { throw ValidationError("--profile \(profile): expected calm or wave") }
    return try Population(profile, personCount: persons, policies: policies, eventsPerPerson: eventsPerPerson, seed: seed)
  }

  /// Its events, in the order in which they are recorded.
  public func stream() throws -> PopulationStream {
    PopulationStream(try population(), windowCapacity: window)
  }
}

extension Population.Policies: ExpressibleByArgument {}

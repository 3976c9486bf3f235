import Tricolor

/// The places: 30 provinces of 100 counties with 20 communities each, and 50 countries. A place is known by its number, from 1.
public struct Geography: Sendable {
  static let counties = 3_000
  static let communitiesPerCounty = 20
  static let countries = 50

  /// The places by their numbers; the first stands for none.
  let places: [Place]
  private let county = Choice.zipf(count: Self.counties)

  init() throws {
    var paths = ["none"]
    for county in 0..<Self.counties { paths.append("CN/\(11 + county % 30)/\(100 + county / 30)") }
    for county in 1...Self.counties {
      for community in 1...Self.communitiesPerCounty { paths.append("\(paths[county])/\(community)") }
    }
    for country in 0..<Self.countries {
      paths.append(String([Character(Unicode.Scalar(UInt8(65 + country / 8))), Character(Unicode.Scalar(UInt8(65 + country % 8)))]))
    }
    places = try paths.map { try Place($0) }
  }

  /// The number of the county that a community lies in; 0 for a county or a country.
  public static func parent(of place: Int) -> Int {
    let community = place - counties - 1
    return community >= 0 && community < counties * communitiesPerCounty ? community / communitiesPerCounty + 1 : 0
  }

  /// How many places there are.
  public static var count: Int { counties * (communitiesPerCounty + 1) + countries }

  /// A community where a person stays: the county by Zipf's law.
  func community(_ random: inout SplitMix64) -> UInt32 {
    let county = UInt32(county.draw(&random))
    return UInt32(Self.counties) + 1 + county * UInt32(Self.communitiesPerCounty) + random.below(UInt32(Self.communitiesPerCounty))
  }

  /// A country that a person comes from.
  func country(_ random: inout SplitMix64) -> UInt32 {
    UInt32(Self.counties * (Self.communitiesPerCounty + 1)) + 1 + random.below(UInt32(Self.countries))
  }

  /// A place that is designated: one in ten a county, the others communities; half where people stay, half anywhere.
  func designated(_ random: inout SplitMix64) -> UInt32 {
    let anywhere = random.happens(1, in: 2)
    let county = anywhere ? random.below(UInt32(Self.counties)) : UInt32(self.county.draw(&random))
    if random.happens(1, in: 10) { return (anywhere ? county : random.below(UInt32(Self.counties))) + 1 }
    return UInt32(Self.counties) + 1 + county * UInt32(Self.communitiesPerCounty) + random.below(UInt32(Self.communitiesPerCounty))
  }
}

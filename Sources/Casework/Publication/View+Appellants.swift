public import RiskModel
public import Tricolor

/// How many persons have appealed, by district and by how the last appeal of each stands: what may go into a published table.
///
/// Each person is counted once, so that a count of so many is of so many persons.
public struct AppellantCounts: Hashable, Sendable {
  /// The districts in ascending order, nil last: for persons without a known stay when the appeal began.
  public let districts: [Place?]
  /// By district, in this order: open, upheld, rejected.
  public let counts: [[Int]]

  /// The states that are counted, in order.
  public static let states: [Case.State] = [.open, .upheld, .rejected]
}

extension View {
  /// Counts the persons that have appealed, by the district of the last appeal and its state at an instant.
  ///
  /// - Parameter instant: what occurs later does not count yet.
  /// - Parameter depth: how many components of a place name a district, 1 to 8.
  /// - Complexity: as `cases(at:districtDepth:)`.
  /// - Throws: errors of the store.
  @available(*, noasync, message: "it takes long: use it in a thread of its own")
  public func appellants(at instant: Instant, depth: Int = DistrictStatistics.usualDepth) throws -> AppellantCounts {
    var last: [PersonID: Case] = [:]
    for one in try cases(at: instant, districtDepth: depth) { last[one.person] = one }
    var counts: [Place?: [Int]] = [:]
    for one in last.values {
      guard let column = AppellantCounts.states.firstIndex(of: one.state) else { continue }
      counts[one.district, default: Array(repeating: 0, count: AppellantCounts.states.count)][column] += 1
    }
    let districts = counts.keys.compactMap { $0 }.sorted().map(Optional.some) + (counts[nil] == nil ? [] : [nil])
    return AppellantCounts(districts: districts, counts: districts.map { counts[$0, default: []] })
  }
}

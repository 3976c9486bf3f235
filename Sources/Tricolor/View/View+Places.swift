internal import RiskFold
public import RiskModel

/// A place with the designations of its own that cover an instant.
public struct DesignatedPlace: Hashable, Sendable {
  /// The place.
  public let place: Place
  /// One level per track, the risk track first.
  public let levels: [RiskLevel]
}

extension View {
  /// The places with a designation of their own that covers an instant, in ascending order; those below them are not listed.
  ///
  /// - Parameter instant: when the designations hold.
  /// - Parameter root: only this place and those below it; nil for all.
  public func places(at instant: Instant, under root: Place? = nil) throws -> [DesignatedPlace] {
    var found: [DesignatedPlace] = []
    let circumstances = try circumstances()
    for number in circumstances.designations.designatedPlaces {
      var levels: [RiskLevel] = []
      circumstances.designations.forEach(at: number, knowledge: circumstances.knowledge) { designation in
        if designation.start <= instant, instant < designation.end { levels.append(designation.level) }
      }
      guard !levels.isEmpty else { continue }
      let place = try path(of: number)
      guard root?.contains(place) ?? true else { continue }
      found.append(DesignatedPlace(place: place, levels: levels.sorted { $0.track.rawValue < $1.track.rawValue }))
    }
    return found.sorted { $0.place < $1.place }
  }

  /// The path of a place that an event of the log names, or an added one.
  package func path(of place: PlaceNumber) throws -> Place { try additions.path(of: place) ?? reader.path(of: place) }
}

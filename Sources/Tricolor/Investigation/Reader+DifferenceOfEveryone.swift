public import RiskInquiry
public import RiskModel

/// How two views differ over everyone.
public struct Differences: Hashable, Sendable {
  /// A change of color, and whom it concerns.
  public struct Count: Hashable, Sendable {
    /// The color by the one view.
    public let before: Color
    /// The color by the other.
    public let after: Color
    /// How many persons have it at some instant.
    public var persons = 0
    /// For how long, over all persons; up to the end of time where it never ends.
    public var seconds = 0
  }

  /// Everyone whose colors differ at some instant, in ascending order of person.
  public let persons: [Difference]

  /// How many changes there are of each kind, in order of colors.
  public var counts: [Count] {
    var counts: [[Color]: Count] = [:]
    for person in persons {
      var seen: Set<[Color]> = []
      for interval in person.intervals {
        let key = [interval.before, interval.after]
        var count = counts[key] ?? Count(before: interval.before, after: interval.after)
        if seen.insert(key).inserted { count.persons += 1 }
        count.seconds += (interval.until ?? .never).seconds(since: interval.from)
        counts[key] = count
      }
    }
    return counts.values.sorted { ($0.before, $0.after) < ($1.before, $1.after) }
  }
}

extension Reader {
  /// How two views differ over every person that either knows an event of, on all cores.
  ///
  /// - Complexity: two folds a person, and for each who differs what a cause costs (``difference(from:to:of:)``).
  @available(*, noasync, message: "it takes long: use the one to await")
  public func difference(from before: View, to after: View) throws -> Differences {
    let all = try whileNothingIsErased {
      let persons = Set(try before.recolor(at: .latest).persons).union(try after.recolor(at: .latest).persons).sorted()
      return try persons.mapOnAllCores(inParts: 16) { part in
        try part.compactMap { person in
          guard try before.timeline(of: person) != after.timeline(of: person) else { return nil as Difference? }
          return try self.difference(from: before, to: after, of: person)
        }
      }
    }
    return Differences(persons: all)
  }
}

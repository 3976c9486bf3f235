internal import Histories
public import RiskModel

/// Everyone's color at an instant: each person with some known event, in ascending order.
public struct Recoloring: Sendable {
  /// The view that was asked.
  let view: View
  /// The instant asked about.
  public let at: Instant
  /// The last sequence known.
  public var knownAt: UInt64 { view.knownAt }
  /// In ascending order of person, with nil for those without a known event; as each core left it, since to join them takes longer than to color
  /// them.
  let parts: [PersonPart<Color?>]
  /// Whose lists of persons the parts share; kept so that the next recoloring finds it.
  let roster: Roster?
  /// What is said in place of the parts of some persons, in ascending order: of several pseudonyms, or with events that the view adds.
  var exceptions: [Exception] = []

  /// The color of a person in place of what the parts say of that pseudonym; nil for one that is not listed.
  struct Exception: Sendable {
    let person: PersonID
    let color: Color?
    /// What the parts say.
    let instead: Color?
  }

  /// How many persons the view holds to be one that was erased.
  var severedCount = 0

  /// How many persons have no color since they were erased, or the view holds them to be one that was: of those that it would know something of. O(erasures).
  public var erasedCount: Int { view.reader.erasures.count { $0.isOfPerson && $0.firstEvent <= view.knownAt } + severedCount }

  /// How many persons. O(persons).
  public var count: Int { counts.values.reduce(0, +) }
  /// The persons, in ascending order. O(persons).
  public var persons: [PersonID] {
    var persons: [PersonID] = []
    forEach { person, _ in persons.append(person) }
    return persons
  }
  /// The color of each. O(persons).
  public var colors: [Color] {
    if exceptions.isEmpty { return parts.flatMap { $0.results.compactMap { $0 } } }
    var colors: [Color] = []
    forEach { _, color in colors.append(color) }
    return colors
  }

  /// Gives each person, in ascending order, with the color. O(persons).
  public func forEach(_ body: (PersonID, Color) throws -> Void) rethrows {
    var next = 0
    for part in parts {
      for (person, color) in zip(part.persons, part.results) {
        while next < exceptions.count, exceptions[next].person < person {
          if let color = exceptions[next].color { try body(exceptions[next].person, color) }
          next += 1
        }
        if next < exceptions.count, exceptions[next].person == person {
          if let color = exceptions[next].color { try body(person, color) }
          next += 1
        } else if let color {
          try body(person, color)
        }
      }
    }
    for exception in exceptions[next...] { if let color = exception.color { try body(exception.person, color) } }
  }

  /// How many there are of each color. O(persons).
  public var counts: [Color: Int] {
    var counts = [0, 0, 0]
    for part in parts { for color in part.results { if let color { counts[Int(color.rawValue)] += 1 } } }
    for exception in exceptions {
      if let instead = exception.instead { counts[Int(instead.rawValue)] -= 1 }
      if let color = exception.color { counts[Int(color.rawValue)] += 1 }
    }
    return Dictionary(uniqueKeysWithValues: Color.allCases.map { ($0, counts[Int($0.rawValue)]) })
  }

  /// SHA-256 over person (16 bytes) and color (1 byte: 0 green, 1 yellow, 2 red) of everyone, in 64 hexadecimal digits.
  public var digest: String {
    var flat = FlatDigest()
    forEach { flat.append($0, $1) }
    return flat.finish()
  }

  /// The digest of everyone, and the bucketed digest, which a fleet of stores computes in parts, in one pass. O(persons).
  public func digests() -> (flat: String, bucketed: BucketedDigest) {
    var flat = FlatDigest()
    var bucketed = BucketedDigestBuilder(.all)
    forEach { person, color in
      flat.append(person, color)
      bucketed.append(person, color)
    }
    return (flat.finish(), bucketed.finish())
  }

  /// The bucketed digest of the persons of some buckets. O(persons).
  public func digest(of range: BucketRange) -> BucketedDigest {
    var bucketed = BucketedDigestBuilder(range)
    forEach { person, color in if range.contains(person) { bucketed.append(person, color) } }
    return bucketed.finish()
  }

  /// A move from one color to another, or none, and how many make it.
  public struct Transition: Hashable, Sendable {
    /// The color before.
    public let from: Color
    /// The color after.
    public let to: Color
    /// How many persons.
    public let count: Int
  }

  /// How many move from which color to which, against an earlier recoloring of the same persons. Every pair that occurs, in order of colors.
  public func transitions(from before: Recoloring) -> [Transition] {
    var counts = Array(repeating: 0, count: 9)
    forEachPair(with: before) { _, old, new in counts[Int(old.rawValue) * 3 + Int(new.rawValue)] += 1 }
    return counts.enumerated().compactMap { index, count in
      guard count > 0, let from = Color(rawValue: UInt8(index / 3)), let to = Color(rawValue: UInt8(index % 3)) else { return nil }
      return Transition(from: from, to: to, count: count)
    }
  }

  /// Gives each person with the color before and now. Whoever is missing on one side was, or is, green.
  public func forEachPair(with before: Recoloring, _ body: (PersonID, _ old: Color, _ new: Color) throws -> Void) rethrows {
    let (oldPersons, oldColors) = (before.persons, before.colors)
    let (newPersons, newColors) = (persons, colors)
    var old = 0
    var new = 0
    while old < oldPersons.count || new < newPersons.count {
      let isOld = old < oldPersons.count && (new >= newPersons.count || oldPersons[old] <= newPersons[new])
      let isNew = new < newPersons.count && (old >= oldPersons.count || newPersons[new] <= oldPersons[old])
      try body(isNew ? newPersons[new] : oldPersons[old], isOld ? oldColors[old] : .green, isNew ? newColors[new] : .green)
      if isOld { old += 1 }
      if isNew { new += 1 }
    }
  }
}

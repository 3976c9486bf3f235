package import RiskModel

/// Which pseudonyms are one person, by the links that are known.
///
/// Few persons have several pseudonyms; only these are kept.
package struct Identities: Sendable {
  private final class Storage: Sendable {
    let joined: [Person]
    /// The position of each of their pseudonyms' person.
    let positions: [PersonID: Int]

    init(_ joined: [Person], _ positions: [PersonID: Int]) {
      self.joined = joined
      self.positions = positions
    }
  }

  private let storage: Storage

  /// The persons of several pseudonyms, in ascending order of the least.
  package var joined: [Person] { storage.joined }

  /// - Parameter links: the pairs of the known links, in any order; a pair may come more than once.
  /// - Complexity: O(*n* log *n*) for *n* links.
  package init(_ links: some Sequence<(PersonID, PersonID)> = EmptyCollection()) {
    var parents: [PersonID: PersonID] = [:]
    func root(_ pseudonym: PersonID) -> PersonID {
      var current = pseudonym
      while let parent = parents[current], parent != current { current = parent }
      return current
    }
    for (one, other) in links {
      let (first, second) = (root(one), root(other))
      // The least of all is the root, so that trees do not depend on the order of links.
      let least = min(first, second)
      for pseudonym in [one, other, first, second] { parents[pseudonym] = least }
    }
    var members: [PersonID: [PersonID]] = [:]
    for pseudonym in parents.keys { members[root(pseudonym), default: []].append(pseudonym) }
    let joined = members.keys.sorted().map { Person(pseudonyms: members[$0, default: []].sorted()) }
    var positions: [PersonID: Int] = [:]
    for (position, person) in joined.enumerated() { for pseudonym in person.pseudonyms { positions[pseudonym] = position } }
    storage = Storage(joined, positions)
  }

  /// Whether these are the very same, not only equal: what was found out for them once need not be again. O(1).
  package func isIdentical(to other: Identities) -> Bool { storage === other.storage }

  /// Whether no person has several pseudonyms.
  package var isEmpty: Bool { joined.isEmpty }

  /// The person of a pseudonym.
  package func person(of pseudonym: PersonID) -> Person { position(of: pseudonym).map { joined[$0] } ?? Person(pseudonym) }

  /// The position in ``joined`` of a pseudonym's person; nil for a person of one pseudonym.
  package func position(of pseudonym: PersonID) -> Int? { joined.isEmpty ? nil : storage.positions[pseudonym] }
}

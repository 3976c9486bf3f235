internal import EventLog
internal import RiskFold
internal import RiskModel

extension Recoloring {
  /// The same with the colors of some persons asked for one by one, on all cores, each under its least pseudonym alone.
  ///
  /// - Complexity: O(those persons' events + *n* log *n*) for their *n* pseudonyms.
  ///
  /// - Parameter severed: pseudonyms without a color, of persons that the view holds to be one that was erased.
  func recolored(_ persons: [Person], leavingOut severed: Set<PersonID>) throws -> Recoloring {
    let partCount = min(persons.count, 16)
    let (view, at) = (view, at)
    let exceptions = try concurrentMap(partCount) { part in
      try persons[persons.count * part / partCount..<persons.count * (part + 1) / partCount].flatMap { person in
        let color = try view.knownColor(of: person, at: at)
        return person.pseudonyms.map { Exception(person: $0, color: $0 == person.least ? color : nil) }
      }
    }
    var recolored = self
    let leftOut = severed.map { Exception(person: $0, color: nil) }
    recolored.exceptions = (exceptions.flatMap(\.self) + leftOut).sorted { $0.person < $1.person }
    recolored.severedCount = Set(severed.map { view.person(of: $0).least }).count
    return recolored
  }
}

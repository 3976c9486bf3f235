package import RiskModel

/// One of sixteen equal stretches of all possible persons. Each has sealed runs of its own, so that a merge writes a sixteenth of everything again at
/// most: meanwhile the file holds that much twice, and what becomes free is filled by the next one.
///
/// Pseudonyms are spread evenly, as they should be; if all are alike in their first bits, one partition has everyone.
package struct PersonPartition: Hashable, Sendable {
  /// Which it is, from 0, in order of person.
  package let number: Int

  package static let bitCount = 4
  package static let count = 1 << bitCount
  package static let all = (0..<count).map { PersonPartition(number: $0) }

  package init(number: Int) {
    precondition(0..<Self.count ~= number, "a partition's number is less than \(Self.count)")
    self.number = number
  }

  /// The one that a person is in.
  package init(of person: PersonID) {
    number = Int(person.high >> (UInt64.bitWidth - Self.bitCount))
  }

  /// The first person possible.
  package var first: PersonID { PersonID(high: UInt64(number) << (UInt64.bitWidth - Self.bitCount), low: 0) }
}

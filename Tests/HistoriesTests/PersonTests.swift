import RiskModel
import Testing

@testable import Histories

@Suite struct PersonNumbersTests {
  /// Persons of any make: spread evenly, alike in their first bits, alike in their last ones.
  @Test(arguments: [UInt64(0x9E37_79B9_7F4A_7C15), 1, 1 << 48]) func eachHasOneNumber(step: UInt64) {
    var numbers = PersonNumbers()
    let persons = (0..<5_000 as Range<UInt64>).map { PersonID(high: step == 1 ? 7 : $0 &* step, low: step == 1 ? $0 : 9) }
    for (number, person) in persons.enumerated() {
      #expect(numbers.number(of: person) == nil)
      #expect(numbers.enter(person) == number)
    }
    #expect(numbers.persons == persons)
    for (number, person) in persons.enumerated() { #expect(numbers.number(of: person) == number && numbers.enter(person) == number) }
  }
}

@Suite struct PersonPartitionTests {
  @Test func eachPersonIsInTheStretchThatBeginsBefore() {
    for partition in PersonPartition.all {
      #expect(PersonPartition(of: partition.first) == partition)
      guard partition.number > 0 else { continue }
      let before = PersonID(high: partition.first.high - 1, low: .max)
      #expect(PersonPartition(of: before).number == partition.number - 1)
    }
    #expect(PersonPartition.all.first?.first == PersonID(high: 0, low: 0))
    #expect(PersonPartition(of: PersonID(high: .max, low: .max)) == PersonPartition.all.last)
  }
}

import RiskModel
import Testing

@testable import Tricolor

/// The digest against values computed by another program (`Python/pyspark_tricolor/digest.py`, with hashlib).
@Suite struct BucketedDigestTests {
  private static let persons: [(PersonID, Color)] = [
    (PersonID(high: 0x0001_0000_0000_0000, low: 1), .green), (PersonID(high: 0x0001_0000_0000_0000, low: 2), .red),
    (PersonID(high: 0xFFFF_0000_0000_0000, low: 1), .yellow),
  ]

  private func digest(of range: BucketRange = .all, without: Int? = nil) -> BucketedDigest {
    var builder = BucketedDigestBuilder(range)
    for (index, person) in Self.persons.enumerated() where range.contains(person.0) && index != without {
      builder.append(person.0, person.1)
    }
    return builder.finish()
  }

  @Test func `Roots and leaves are those of another program`() {
    var none = BucketedDigestBuilder(.all)
    #expect(none.finish().root?.description == "0c8e2ddba0d91a3e174344054fe71b16c218be926a1736fdecf5ac3397072c5f")
    let digest = digest()
    #expect(digest.root?.description == "a9a9303ee2d1d5da1b7093d7a4ea84700e737323b20facbec6a329cc1db9c10b")
    #expect(digest.buckets[1].leaf.description == "e89edcea252d4815b4992c976a9a29d45982d0e0081bf3f098aadeaf0d146bab")
    #expect(digest.buckets[0xFFFF].leaf.description == "2cf984e0f94e4f2a60bcb8ece6ce86157dcca0795e8943a9f78bea38d78aaab4")
    #expect(digest.buckets[1].counts.persons == 2 && digest.buckets[1].counts.red == 1)
    #expect(digest.counts.green == 1 && digest.counts.yellow == 1 && digest.counts.red == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 65_536])
  func `Parts are the whole`(count: Int) {
    let parts = (0..<count).map { BucketRange.part($0, of: count) }
    #expect(parts.reduce(0) { $0 + $1.count } == 65_536)
    #expect(parts.flatMap { digest(of: $0).buckets } == digest().buckets)
    #expect(digest(of: parts[0]).root == (count == 1 ? digest().root : nil))
  }

  @Test func `A difference is found from the root down`() throws {
    let whole = try #require(digest().levels)
    #expect(BucketedDigest.firstDifference(whole, whole) == nil)
    #expect(BucketedDigest.firstDifference(whole, try #require(digest(without: 1).levels)) == 1)
    #expect(BucketedDigest.firstDifference(whole, try #require(digest(without: 2).levels)) == 0xFFFF)
  }
}

import PolicyEditions
import Testing
import Tricolor

@testable import TricolorOracle

/// A small log with every kind of subject: persons, places, policies and retractions of each.
enum EvidenceLog {
  static let signer: NoteSigner = {
    do { return try NoteSigner(name: "example.org/codes", privateKey: Array(repeating: 7, count: 32)) } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Persons take turns, several commits of different lengths make blocks of different lengths.
  static func fill(_ engine: Engine, count: Int, personCount: UInt64 = 7, first: Int = 0) async throws {
    var next = first
    var length = 1
    while next < first + count {
      let end = min(next + length, first + count)
      try await engine.append(try (next..<end).map { try .negative(.number(UInt64($0) % personCount), at: "2022-01-01T00:00:00Z") })
      next = end
      length = length % 97 + 5
    }
  }

  static func designation(_ place: String) throws -> Event {
    try Event(at: Instant("2022-01-01T00:00:00Z"), source: "office", .placeRisk(place: Place(place), level: .high, until: nil))
  }

  static func policy() throws -> Event {
    try Event(at: Instant("2022-01-01T00:00:00Z"), source: "office", .policy(Policy.chongqing2021.json))
  }
}

extension Engine {
  /// The map of subjects that the log commits to under a checkpoint.
  func subjects(under checkpoint: Checkpoint) throws -> MapHead? {
    guard let proof = try commitmentProof(in: checkpoint.size) else { return nil }
    try proof.verify(under: checkpoint)
    return proof.commitment.subjects
  }
}

/// The tree of RFC 9162 section 2.1.1, as it is defined.
func naiveRoot(_ leaves: ArraySlice<Digest32>) -> Digest32 {
  if leaves.isEmpty { return LogHash.empty }
  if leaves.count == 1 { return leaves[leaves.startIndex] }
  var left = 1
  while left * 2 < leaves.count { left *= 2 }
  let middle = leaves.startIndex + left
  return LogHash.node(naiveRoot(leaves[..<middle]), naiveRoot(leaves[middle...]))
}

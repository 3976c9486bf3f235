import Foundation
import LogProof
import Testing

/// The proof vectors of transparency-dev/merkle, which lie beside the package and not in it.
private enum Vectors {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/vectors/rfc9162").standardized

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The files below a folder, with their names for a message.
  static func files<Vector: Decodable>(_ name: String, as type: Vector.Type) throws -> [(name: String, vector: Vector)] {
    let start = folder.appending(path: name)
    let names = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".json") }.sorted().map { file in
      (name + "/" + file, try JSONDecoder().decode(Vector.self, from: Data(contentsOf: start.appending(path: file))))
    }
  }

  /// The digest of a vector's base64.
  ///
  /// Some vectors have short placeholders (“WrongRoot”) in place of digests. They are filled to 32 bytes with zeros, so
  /// that the verifier has to judge them; only the empty one is left for the digest itself to refuse.
  static func digest(_ base64: String) throws -> Digest32 {
    var bytes = [UInt8](try #require(Data(base64Encoded: base64)))
    if !bytes.isEmpty, bytes.count < 32 { bytes += [UInt8](repeating: 0, count: 32 - bytes.count) }
    return try Digest32(bytes)
  }
}

private struct InclusionVector: Decodable {
  let leafIdx: UInt64
  let treeSize: UInt64
  let root: String
  let leafHash: String
  let proof: [String]?
  let wantErr: Bool

  func verify() throws {
    let proof = InclusionProof(leaf: leafIdx, size: treeSize, hashes: try (proof ?? []).map(Vectors.digest))
    try proof.verify(leafHash: Vectors.digest(leafHash), root: Vectors.digest(root))
  }
}

private struct ConsistencyVector: Decodable {
  let size1: UInt64
  let size2: UInt64
  let root1: String
  let root2: String
  let proof: [String]?
  let wantErr: Bool

  func verify() throws {
    let proof = ConsistencyProof(oldSize: size1, newSize: size2, hashes: try (proof ?? []).map(Vectors.digest))
    try proof.verify(oldRoot: Vectors.digest(root1), newRoot: Vectors.digest(root2))
  }
}

@Suite(.enabled(if: Vectors.isPresent, "the vectors are not at ../shared/vectors/rfc9162 from the package"))
struct VectorTests {
  @Test func `inclusion vectors are judged as they ask`() throws {
    let files = try Vectors.files("inclusion", as: InclusionVector.self)
    for (name, vector) in files { expect(name, isRefused: vector.wantErr, vector.verify) }
    print("inclusion vectors: \(files.count), \(files.count { $0.vector.wantErr }) of them refusals")
    #expect(files.contains { !$0.vector.wantErr })
  }

  @Test func `consistency vectors are judged as they ask`() throws {
    let files = try Vectors.files("consistency", as: ConsistencyVector.self)
    for (name, vector) in files { expect(name, isRefused: vector.wantErr, vector.verify) }
    print("consistency vectors: \(files.count), \(files.count { $0.vector.wantErr }) of them refusals")
    #expect(files.contains { !$0.vector.wantErr })
  }

  /// Only a ``ProofError`` counts as a refusal: a vector that cannot be read must not pass for one.
  private func expect(_ name: String, isRefused: Bool, _ verify: () throws -> Void) {
    do {
      try verify()
      #expect(!isRefused, "\(name) is accepted")
    } catch let error as ProofError {
      #expect(isRefused, "\(name): \(error)")
    } catch {
      Issue.record(error, "\(name)")
    }
  }
}

import Foundation
import Pseudonyms
import RiskModel
import Testing

@Suite struct PseudonymizerTests {
  private let document: IdentityDocument
  private let keys = (0..<3).map { key in [UInt8](repeating: UInt8(key + 1), count: Pseudonymizer.keyByteCount) }

  init() throws { document = try IdentityDocument(.residentIdentity, country: "CHN", number: "11010519491231002X") }

  @Test("HMAC-SHA-256, cut to 128 bits")
  func pseudonym() throws {
    // printf 'citizen\nCHN\n11010519491231002X' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01 | cut -c1-32
    #expect(Pseudonymizer(key: keys[0]).pseudonym(of: document).description == "baa10c8ac66928e97e1ba2e9d328c7f7")
  }

  @Test("Each key gives another pseudonym; earlier ones stay readable")
  func rotation() {
    let rotated = Pseudonymizer(key: keys[2], earlier: [keys[1], keys[0]])
    #expect(rotated.earlierPseudonyms(of: document) == [keys[1], keys[0]].map { Pseudonymizer(key: $0).pseudonym(of: document) })
    #expect(rotated.pseudonym(of: document) == Pseudonymizer(key: keys[2]).pseudonym(of: document))
    #expect(Set([rotated.pseudonym(of: document)] + rotated.earlierPseudonyms(of: document)).count == 3)
  }

  @Test("A key file is its owner's alone")
  func keyFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "pseudonyms-\(UUID().uuidString).key").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ text: String, mode: Int) {
      try? FileManager.default.removeItem(atPath: path)
      #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    }
    let line = String(repeating: "01", count: 32)
    write(line + "\n" + String(repeating: "02", count: 32) + "\n", mode: 0o600)
    let read = try Pseudonymizer(keyFile: path)
    #expect(read.pseudonym(of: document) == Pseudonymizer(key: keys[0]).pseudonym(of: document) && read.hasEarlierKeys)
    write(line, mode: 0o640)
    #expect(throws: KeyFileError.openToOthers(path: path, mode: 0o640)) { try Pseudonymizer(keyFile: path) }
    write("01\n", mode: 0o600)
    #expect(throws: KeyFileError.notAKey(path: path, line: 1)) { try Pseudonymizer(keyFile: path) }
    write(line + "\n" + line, mode: 0o600)
    #expect(throws: KeyFileError.repeated(path: path, line: 2)) { try Pseudonymizer(keyFile: path) }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: KeyFileError.unreadable(path: path, errno: ENOENT)) { try Pseudonymizer(keyFile: path) }
  }
}

import ArgumentParser
import Foundation
import JWTKit
import Tricolor

extension Role: ExpressibleByArgument {}
extension TokenPurpose: ExpressibleByArgument {}

/// Makes the pair of keys of an office that issues tokens.
struct MakeKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make the keys of an office that issues tokens: FILE, which it keeps, and FILE.pub, for the service.")

  @Argument(help: "The file of the private key; it must not exist.")
  var file: String

  func run() throws {
    guard !FileManager.default.fileExists(atPath: file) else { throw ValidationError("\(file) exists already") }
    let key = try EdDSA.PrivateKey()
    try KeyFiles.write(key, to: file)
  }
}

/// Makes a token.
struct MakeToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "token", abstract: "Make a token, as an office's identity service would.")

  @Option(help: "The file of the office's private key.")
  var key: String
  @Option(help: "The issuer that the token names.")
  var issuer = "tricolor"
  @Option(help: "The account.")
  var subject: String
  @Option(help: "One of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
  var role: Role
  @Option(help: "One of \(TokenPurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
  var purpose: TokenPurpose
  @Option(help: "The source under which an agency's events are recorded.")
  var source: String?
  @Option(help: "A person whom a citizen's or helper's token names; may be repeated.")
  var person: [String] = []
  @Option(help: "A place where an office may ask about persons, everywhere if none is named; may be repeated.")
  var place: [String] = []
  @Option(help: "The mandate of an investigator's token, which reaches beyond the persons with an appeal.")
  var mandate: String?
  @Option(help: "For how many seconds it is valid.")
  var validForSeconds = 3_600

  func run() async throws {
    let issuer = TokenIssuer(issuer: issuer, key: try KeyFiles.privateKey(in: key))
    print(
      try await issuer.token(
        of: subject, role, for: purpose, source: source, persons: try person.map { try PersonID($0) },
        places: try place.map { try Place($0) }, mandate: mandate, validForSeconds: validForSeconds))
  }
}

/// Keys in files.
enum KeyFiles {
  static func write(_ key: EdDSA.PrivateKey, to path: String) throws {
    let isWritten = FileManager.default.createFile(
      atPath: path, contents: Data(key.pemRepresentation.utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw CocoaError(.fileWriteUnknown) }
    try Data(key.publicKey.pemRepresentation.utf8).write(to: URL(fileURLWithPath: path + ".pub"))
  }

  static func privateKey(in path: String) throws -> EdDSA.PrivateKey {
    try EdDSA.PrivateKey(pem: try String(contentsOfFile: path, encoding: .utf8))
  }
}

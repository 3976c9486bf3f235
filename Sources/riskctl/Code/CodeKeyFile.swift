import ArgumentParser
import EventJSON
import HealthCode
import Tricolor

/// `--key` and `--issuer`: in which issuer's name, and by which key, codes and lists are signed.
struct CodeKeyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The private key's file: of riskctl key generate (Ed25519), or PEM of P-256 (ES256).", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("Who issues; the key's name if left out, which a PEM does not have.", valueName: "name"))
  var issuer: String?

  /// The signer, and the issuer's name.
  func signer() throws -> (signer: CodeSigner, issuer: String) {
    let text = String(decoding: try InputFile.read(key, upTo: 4_096), as: UTF8.self)
    do {
      if text.hasPrefix("-----BEGIN") {
        guard let issuer else { throw Failure(.usage, "--issuer is missing: a PEM has no name") }
        return (try CodeSigner(pem: text), issuer)
      }
      let note = try NoteSigner(String(text.prefix { $0 != "\n" }))
      return (try CodeSigner(.ed25519, privateKey: note.seed), issuer ?? note.key.name)
    } catch let error as NoteError {
      throw Failure(.badInput, "\(key): \(error)")
    } catch let error as CodeError {
      throw Failure(.badInput, "\(key): \(error)")
    }
  }
}

/// A public key as an option or a line gives it.
struct NamedCodeKey {
  let name: String
  let key: CodeKey

  /// Reads `name+hash+base64`, as `riskctl key generate` prints it, or a name, a space, `es256`, a space and 128 hexadecimal digits; behind either ` kid `
  /// and hexadecimal digits, where codes do not name the key by its thumbprint.
  ///
  /// - Throws: ``FormatError``.
  init(_ text: String) throws {
    var parts = text.split(separator: " ").map(String.init)
    var id: KeyID?
    if parts.count > 2, parts[parts.count - 2] == "kid", let bytes = [UInt8](hexadecimal: parts[parts.count - 1]),
      (1...64).contains(bytes.count)
    {
      id = KeyID(bytes)
      parts.removeLast(2)
    }
    do {
      if parts.count == 3, parts[1] == "es256", let bytes = [UInt8](hexadecimal: parts[2]) {
        name = parts[0]
        key = try CodeKey(.es256, bytes: bytes, id: id)
      } else {
        let verifier = try VerifierKey(parts.joined(separator: " "))
        name = verifier.name
        key = try CodeKey(.ed25519, bytes: verifier.publicKey, id: id)
      }
    } catch {
      throw FormatError(
        found: text,
        expected: "a key: name+hash+base64, or a name, es256 and 128 hexadecimal digits; then kid and its digits, if any (\(error))")
    }
  }
}

extension NamedCodeKey {
  /// The public half of a signer in the form that is read back.
  static func text(of signer: CodeSigner, named name: String) throws -> String {
    switch signer.key.algorithm {
    case .ed25519: try VerifierKey(name: name, publicKey: signer.key.bytes).description
    case .es256: "\(name) es256 " + signer.key.bytes.hexadecimal
    }
  }
}

import ArgumentParser
import CLibrary
import Tricolor

/// `riskctl key`
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Makes the keys that checkpoints are signed with.", subcommands: [Generate.self])

  /// `riskctl key generate`
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Writes a new private key to a file, and prints the verifier key to give to others.")

    @Argument(help: ArgumentHelp("The key's name, by convention a URL without its scheme: the log's origin.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The private key's file; refuses one that exists.", valueName: "file"))
    var file: String

    @Flag(help: "A witness's key (type 0x04), which cosigns the checkpoints of logs.")
    var witness = false

    func run() throws {
      let signer = try NoteSigner.generate(name: name, kind: witness ? .cosignature : .note)
      // Safe: the path is a C string for the call.
      let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw fileFailure() }
      defer { close(descriptor) }
      do {
        let bytes = Array("\(signer.privateText)\n".utf8)
        // Safe: so many bytes are there to be read.
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw fileFailure() }
        try printData(signer.key.description)
        try Output.standard.flush()
      } catch {
        // A key whose public half was not printed is of no use.
        unsafe unlink(file)
        throw error
      }
    }

    private func fileFailure() -> Failure {
      // Safe: the text is the C library's and is copied at once.
      Failure(.inputOutput, "\(file): \(unsafe String(cString: strerror(errno)))")
    }
  }
}

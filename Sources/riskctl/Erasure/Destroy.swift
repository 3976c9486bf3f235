import ArgumentParser
import CLibrary
import Tricolor

/// `riskctl destroy`
struct Destroy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Ends a store: writes a signed certificate that names its last checkpoint, and removes its files.",
    discussion: "Blocks that stay on the medium, backups, exports and dossiers handed out are not reached.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The file of the private key that signs.", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("Where the certificate is written; refuses a file that exists.", valueName: "file"))
  var certificate: String
  @Option(help: ArgumentHelp("The log's origin; the key's name if left out.", valueName: "name"))
  var origin: String?

  func run() throws {
    let signer = try CheckpointCommand.signer(key)
    let certified = try Engine.destroy(at: store.store, origin: origin ?? signer.key.name, signedBy: signer) { certificate in
      try write(certificate.note.description)
    }
    // The note brings its last newline.
    try printData(String(certified.note.description.dropLast()))
  }

  private func write(_ text: String) throws {
    // Safe: the path is a C string for the call.
    let descriptor = unsafe open(certificate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    // Safe: so many bytes are there to be read.
    guard unsafe CLibrary.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw failure() }
  }

  private func failure() -> Failure {
    // Safe: the text is the C library's and is copied at once.
    Failure(.inputOutput, "\(certificate): \(unsafe String(cString: strerror(errno)))")
  }
}

import CLinux
import CLibrary
import Tricolor

/// Answers a question about one shard of a fleet on standard output, for the executors of Apache Spark: `tricolor-shard MODE STORE --first … --last … …`.
///
/// Opens the store read-only at the position that `fleet.json` promises. Ends with status 0 only behind a whole answer; else with one line on standard error.
@main enum TricolorShard {
  static func main() {
    // A child of a task that was killed ends with it, also where nothing is left to end it.
    _ = endWithParent()
    do {
      let question = try Question(Array(CommandLine.arguments.dropFirst()))
      try Shard(question).answer()
    } catch {
      var line = Array("tricolor-shard: \(error)\n".utf8)
      // Where even this cannot be written, the status says what there is to say.
      unsafe _ = write(STDERR_FILENO, &line, line.count)
      exit((error as? KernelError)?.status ?? 70)
    }
  }
}

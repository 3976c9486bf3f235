import ArgumentParser
import Tricolor

/// `--during`.
struct DuringOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The period, two instants with a slash between; the second is not part of it.", valueName: "from/to"),
    transform: Self.period)
  var during: Range<Instant>

  private static func period(_ text: String) throws -> Range<Instant> {
    let ends = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { throw FormatError(found: text, expected: "two instants with a slash between") }
    let from = try Instant(ends[0])
    let until = try Instant(ends[1])
    guard from < until else { throw FormatError(found: text, expected: "a period whose end is after its beginning") }
    return from..<until
  }
}

/// `PERSON`.
struct PersonArgument: ParsableArguments {
  @Argument(help: "32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID
}

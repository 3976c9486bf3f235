import ArgumentParser
import EventJSON
import CLibrary
import Tricolor

/// The store that most commands begin with.
struct StoreArgument: ParsableArguments {
  @Argument(help: "The store's directory.")
  var store: String
}

/// `--json`, and how people are addressed without it.
struct JSONFlag: ParsableArguments {
  @Flag(help: "Print JSON, in UTC and English.")
  var json = false
  @OptionGroup var people: PeopleOptions
}

/// `--known-at`.
struct KnownAtOption: ParsableArguments {
  @Option(
    name: .customLong("known-at"),
    help: ArgumentHelp("A sequence, or an instant for the last event recorded by then; all that is known if left out.", valueName: "K"),
    transform: KnownAt.init(_:))
  var knownAt: KnownAt?

  /// What is known.
  func view(_ engine: Reader) throws -> View { try engine.view(asKnownAt: knownAt ?? .latest) }
}

/// `--at`.
struct AtOption: ParsableArguments {
  @Option(help: ArgumentHelp("The instant asked about; now if left out.", valueName: "T"), transform: Instant.init(_:))
  var at: Instant?

  /// The instant asked about: the one place where the command line looks at a clock.
  var instant: Instant { at ?? Engine.systemClock() }
}

extension KnownAt {
  /// Reads a sequence, or the instant by which the last event known was recorded.
  init(_ text: String) throws {
    if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      guard let sequence = UInt64(text), sequence <= Int64.max else { throw FormatError(found: text, expected: "a sequence") }
      self = .sequence(sequence)
    } else {
      do {
        self = .recorded(by: try Instant(text))
      } catch {
        throw FormatError(found: text, expected: "a sequence, nor " + error.expected)
      }
    }
  }
}

/// `--policy` and `--without`: questions of what would be.
struct WhatIfOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Judge by this policy document instead of the published ones.", valueName: "file"))
  var policy: String?

  /// The same knowledge under another policy.
  func applied(to view: View) throws -> View {
    guard let policy else { return view }
    return try view.under(try PolicyFile.read(policy))
  }
}

/// Reads events, as JSON Lines.
enum EventFile {
  static func read(_ path: String) throws -> [Draft] {
    var reader = RecordReader(events: try LineReader(path: path))
    var drafts: [Draft] = []
    while let some = try reader.next(1_024) { drafts += some }
    return drafts
  }
}

/// Reads a policy document.
enum PolicyFile {
  static func read(_ path: String) throws -> Policy {
    let bytes = try InputFile.read(path, upTo: JSONParser.maximumByteCount)
    do {
      return try Policy(json: try JSONValue(parsing: bytes))
    } catch {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }
}

import CLibrary
import Synchronization

/// Whether the program was asked to end, by Ctrl-C or by the system: work that stores something ends at the next batch, and a second request ends
/// the process at once.
///
/// The first process of a container is not ended by a signal that it has no handler for, so both are handled.
enum Interruption {
  private static let asked = Atomic(false)

  static var isAsked: Bool { asked.load(ordering: .relaxed) }

  static func watch() {
    // Made before the handler runs, which must not allocate.
    _ = isAsked
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        if Interruption.asked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }

  /// The end of an import that was asked to end, with what is stored.
  static func failure(_ tally: ImportTally) -> Failure {
    Failure(.interrupted, "interrupted: \(tally.appended.grouped) events appended, the log ends at \(tally.lastSequence.grouped)")
  }
}

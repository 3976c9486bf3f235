import Glibc
import Synchronization

/// Whether somebody pressed Ctrl-C: work that stores something ends at the next batch, and a second press ends the process at once.
enum Interruption {
  private static let asked = Atomic(false)

  static var isAsked: Bool { asked.load(ordering: .relaxed) }

  static func watch() {
    // Made before the handler runs, which must not allocate.
    _ = isAsked
    signal(SIGINT) { _ in
      Interruption.asked.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }
}

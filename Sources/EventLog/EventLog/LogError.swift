public import RiskModel

/// A store that cannot be used, or a part of it that is not what it should be.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no store at the path.
  case noStore(path: String)
  /// There is something at the path already.
  case exists(path: String)
  /// The directory holds an LMDB environment that is no store.
  case notAStore(path: String, problem: String)
  /// The store is of a format that this version does not know.
  case unknownFormat(path: String, version: UInt32, known: UInt32)
  /// Another engine has the store open for appending.
  case otherWriter(path: String)
  /// The engine was closed.
  case closed(path: String)
  /// A commit failed, and it is not known whether its batch is stored. Appending it again under its events' identifiers shows it, once
  /// the store has been opened again where that is asked for.
  case outcomeUnknown(path: String, cause: String)
  /// An earlier commit failed on the store's header, and nothing works until the store is closed and opened again. Of this batch nothing is stored.
  case mustBeReopened(path: String)
  /// What is stored is not what the format requires.
  case damaged(path: String, problem: String)
  /// A position before the first event, 0, or after the last was asked for.
  case beyondEnd(asked: UInt64, last: UInt64)
  /// What was known at an instant was asked for, and the instant's second is not over: an event may still be recorded in it.
  case stillGrowing(asked: Instant, now: Instant)

  public var description: String {
    switch self {
    case .noStore(let path): "\(path): no such store"
    case .exists(let path): "\(path): exists already, expected a path where there is nothing"
    case .notAStore(let path, let problem): "\(path): no store: \(problem)"
    case .unknownFormat(let path, let version, let known): "\(path): format \(version), this version of tricolor knows format \(known)"
    case .otherWriter(let path): "\(path): open for appending elsewhere, expected one writer at a time"
    case .closed(let path): "\(path): closed"
    case .outcomeUnknown(let path, let cause): "\(path): it is unknown whether this commit is stored, append it again to know: \(cause)"
    case .mustBeReopened(let path): "\(path): the disk failed in an earlier commit, close and open the store again"
    case .damaged(let path, let problem): "\(path): damaged: \(problem)"
    case .beyondEnd(0, _): "sequence 0 is before the first event, which is 1"
    case .stillGrowing(let asked, let now):
      "what is known at \(asked) may still grow, expected an instant whose second is over, before \(now)"
    case .beyondEnd(let asked, let last): "sequence \(asked) is past the end of the log, expected at most \(last)"
    }
  }
}

/// Why a batch was refused. Nothing of it is stored.
public enum AppendError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An event of the batch, by its position from 0, that the log does not take.
  case refused(position: Int, Fault)
  /// The log does not end where the caller expected it to.
  case unexpectedSequence(expected: UInt64, actual: UInt64)
  /// A person has not as many events as the caller expected.
  case unexpectedEventCount(person: PersonID, expected: Int, actual: Int)

  public var description: String {
    switch self {
    case .refused(let position, let fault): "event \(position + 1) of the batch: \(fault)"
    case .unexpectedSequence(let expected, let actual): "the log ends at sequence \(actual), expected \(expected)"
    case .unexpectedEventCount(let person, let expected, let actual): "person \(person) has \(actual) events, expected \(expected)"
    }
  }
}

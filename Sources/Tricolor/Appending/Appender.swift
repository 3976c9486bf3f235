internal import Dispatch
internal import EventLog
internal import CLibrary
internal import LogProof
internal import Synchronization

/// The one writer: batches that wait while a commit is under way go into the next one together (group commit).
///
/// Runs on a queue of its own, since LMDB's write transaction must begin and end on one thread, and a commit waits for the disk.
final class Appender: Sendable {
  /// A batch with the caller that waits for it.
  struct Waiting {
    /// Kept by its batches, not by the queue: an engine that no caller waits for or uses any more gives its store back at once.
    var engine: Engine
    var request: AppendRequest
    var continuation: CheckedContinuation<Receipt, any Error>
  }

  /// The most events that share a commit, unless a single batch has more: bounds the wait of the first for the last.
  static let groupEventCount = 65_536

  /// How long a commit that could begin waits for company.
  private static let longestWait = DispatchTimeInterval.microseconds(100)

  let queue = DispatchQueue(label: "tricolor.append", qos: .userInitiated)
  let sealingQueue = DispatchQueue(label: "tricolor.seal", qos: .utility)
  /// Held while histories are sealed: one at a time. A thread that holds this and the appending queue takes this first.
  let sealing = Mutex(())
  private let waiting = Mutex<(list: [Waiting], isScheduled: Bool, isClosed: Bool)>(([], false, false))
  /// The tree over the whole log; nil before the first append and after a commit that failed. Touched on the queue only.
  let frontier = Mutex<TreeFrontier?>(nil)

  /// Lets a batch wait for the next commit, and `drain` run if it does not already. False once closed.
  func enqueue(_ entry: Waiting, drain: @escaping @Sendable () -> Void) -> Bool {
    waiting.withLock { waiting in
      if waiting.isClosed { return false }
      waiting.list.append(entry)
      if !waiting.isScheduled { queue.async(execute: drain) }
      waiting.isScheduled = true
      return true
    }
  }

  /// Takes no batch any more. False if it did not before.
  func close() -> Bool {
    waiting.withLock { waiting in
      defer { waiting.isClosed = true }
      return !waiting.isClosed
    }
  }

  var isClosed: Bool { waiting.withLock { $0.isClosed } }

  /// The batches that share the next commit, in order of arrival; none where no caller waits, and `drain` then ends.
  ///
  /// - Parameter callerCount: how many shared the commit before. They are likely to come again together: those of them who are not here yet are
  ///   waited for, but no longer than a fraction of a commit.
  func next(expecting callerCount: Int) -> [Waiting] {
    if callerCount > 1 {
      let deadline = DispatchTime.now() + Self.longestWait
      while waiting.withLock({ $0.list.count }) < callerCount, DispatchTime.now() < deadline { sched_yield() }
    }
    return waiting.withLock { waiting in
      var count = 0
      var events = 0
      while count < waiting.list.count, count == 0 || events + waiting.list[count].request.drafts.count <= Self.groupEventCount {
        events += waiting.list[count].request.drafts.count
        count += 1
      }
      if count == 0 { waiting.isScheduled = false }
      let group = Array(waiting.list[..<count])
      waiting.list.removeFirst(count)
      return group
    }
  }
}

internal import EventLog
internal import CLibrary
internal import LMDB
internal import Synchronization

/// The right to append to a store: a lock on a file in it, which the system gives back when the process ends, however it ends.
final class WriterLock: Sendable {
  /// Nil once given back.
  private let descriptor: Mutex<Int32?>

  static let fileName = "writer.lock"

  /// - Throws: `StoreError.otherWriter(path:)`; ``LMDBError`` where the file cannot be opened.
  init(store: String) throws {
    let file = "\(store)/\(Self.fileName)"
    let descriptor = try FileRights.openCompanion(Self.fileName, in: store)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      throw reason == EWOULDBLOCK ? StoreError.otherWriter(path: store) : LMDBError(.init(rawValue: reason), operation: "flock", path: file)
    }
    self.descriptor = Mutex(descriptor)
  }

  /// Gives the right back; a second time does nothing.
  func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      // Closing alone leaves it to a program that is being started: until then it has a copy of each descriptor.
      flock(open, LOCK_UN)
      close(open)
      descriptor = nil
    }
  }

  deinit {
    release()
  }
}

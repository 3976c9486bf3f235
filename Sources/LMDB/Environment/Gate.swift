internal import Glibc

/// Lets any number of transactions run, or the map change its size, but never both: LMDB may move the map, and every span with it.
///
/// Prefers those who enter (the C library's default), so that a transaction begun inside another never waits for one that wants to resize.
@safe final class Gate: @unchecked Sendable {
  // Unchecked: the lock is only touched through its own calls, at an address that never changes.
  private let lock: UnsafeMutablePointer<pthread_rwlock_t>

  init() {
    unsafe lock = .allocate(capacity: 1)
    unsafe lock.initialize(to: pthread_rwlock_t())
    let status = unsafe pthread_rwlock_init(lock, nil)
    precondition(status == 0, "pthread_rwlock_init failed with \(status)")
  }

  deinit {
    unsafe pthread_rwlock_destroy(lock)
    unsafe lock.deallocate()
  }

  func enter() {
    let status = unsafe pthread_rwlock_rdlock(lock)
    precondition(status == 0, "pthread_rwlock_rdlock failed with \(status)")
  }

  func leave() {
    unsafe pthread_rwlock_unlock(lock)
  }

  /// Runs `body` while nobody is inside. Must not be called from inside.
  func alone<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    let status = unsafe pthread_rwlock_wrlock(lock)
    precondition(status == 0, "a map cannot grow inside a transaction of the same thread (\(status))")
    defer { unsafe pthread_rwlock_unlock(lock) }
    return try body()
  }
}

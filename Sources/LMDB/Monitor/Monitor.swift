internal import CLibrary

/// A lock, and a condition to wait for while holding it.
///
/// `Mutex` has no condition, and waiting for one is what makes a writer wait for readers.
@safe final class Monitor: Sendable {
  // Safe: allocated once, freed in deinit, and used through the pthread functions only, which any thread may call.
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    // Safe: the memory is this object's own. The clock is the monotonic one, so that a changed time of day prolongs no wait.
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    let results = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(condition, &attributes))
    unsafe pthread_condattr_destroy(&attributes)
    precondition(results == (0, 0), "no lock")
  }

  deinit {
    // Safe: no thread can hold or await a lock to which there is no reference.
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(condition)
    unsafe mutex.deallocate()
    unsafe condition.deallocate()
  }

  func lock() { unsafe pthread_mutex_lock(mutex) }

  func unlock() { unsafe pthread_mutex_unlock(mutex) }

  /// Unlocks, waits for a ``wakeAll()``, locks. May return without one.
  func wait() { unsafe pthread_cond_wait(condition, mutex) }

  /// As ``wait()``, but no longer than until an instant of ``deadline(nanoseconds:)``.
  ///
  /// - Returns: false when the instant has come.
  func wait(until deadline: timespec) -> Bool {
    var deadline = deadline
    return unsafe pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
  }

  func wakeAll() { unsafe pthread_cond_broadcast(condition) }

  /// Runs the body while holding the lock.
  func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    lock()
    defer { unlock() }
    return try body()
  }

  /// An instant after now.
  static func deadline(nanoseconds: Int) -> timespec {
    var time = timespec()
    // Safe: the structure is there, the clock always is.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    let sum = time.tv_nsec + nanoseconds
    time.tv_sec += sum / 1_000_000_000
    time.tv_nsec = sum % 1_000_000_000
    return time
  }
}

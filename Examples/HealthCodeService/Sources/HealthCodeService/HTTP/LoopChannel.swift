import HummingbirdCore
import Logging
import NIOCore

/// Answers a connection's requests on the thread that reads and writes it.
///
/// A question about one person takes some microseconds, less than to wake another thread and be woken by it again. What may take longer is answered elsewhere: see
/// ``Endpoint/isQuick``.
struct LoopChannel: ServerChildChannel {
  let http: HTTP1Channel

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> { http.setup(channel: channel, logger: logger) }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await withTaskExecutorPreference(LoopExecutor(loop: value.channel.eventLoop)) { await http.handle(value: value, logger: logger) }
  }
}

/// Runs tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(loop: any EventLoop) {
    self.loop = loop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Safe: the executor lives as long as the task that prefers it, and a job is run once.
    let executor = unsafe asUnownedTaskExecutor()
    loop.execute { unsafe job.runSynchronously(on: executor) }
  }
}

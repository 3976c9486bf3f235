import ServiceLifecycle
import Tricolor

/// What is done beside answering, until the process ends: codes are revoked as colors worsen, and gauges recorded every minute.
struct Housekeeping: ServiceLifecycle.Service {
  let service: Service

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      try await withThrowingTaskGroup { group in
        if let codes = service.codeOffice { group.addTask { try await codes.revoke(on: service.colors) } }
        group.addTask { try await recordGauges() }
        try await group.waitForAll()
      }
    }
  }

  private func recordGauges() async throws {
    while !Task.isCancelled {
      // Where questions about everyone are being answered, the gauges wait for the next minute.
      do {
        do { try await HeavyWork.run { try service.engine.recordGauges() } } catch is Problem {}
        try await Task.sleep(for: .seconds(60))
      } catch is CancellationError { return }
    }
  }
}

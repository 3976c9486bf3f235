#if ServiceLifecycle
public import ServiceLifecycle

/// An engine as a service of a process: lets time pass for its live colors, and closes it when the process is told to end.
///
/// Services that use the engine stand behind it in a group, which ends them first: what was acknowledged is on the disk, and subscriptions end
/// cleanly where they are read with `cancelOnGracefulShutdown()`.
public struct EngineService: Service {
  /// The engine.
  public let engine: Engine
  /// Its colors, for which time passes; nil for none.
  public let colors: LiveColors?

  /// - Parameter engine: the engine; the service closes it.
  /// - Parameter colors: its live colors, where it keeps any.
  public init(_ engine: Engine, _ colors: LiveColors?) {
    self.engine = engine
    self.colors = colors
  }

  /// Runs until graceful shutdown or cancellation, then closes the engine.
  ///
  /// - Throws: errors of the store.
  public func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try colors?.advance(to: Engine.systemClock())
        do { try await Task.sleep(for: .seconds(1)) } catch is CancellationError { break }
      }
    }
    try await engine.close()
  }
}
#endif

#if Tracing
internal import Tracing
#endif

/// Runs `body` within a span of a trace, where the package's trait `Tracing` asks for it.
func withTrace<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
  #if Tracing
  try InstrumentationSystem.tracer.withAnySpan(name) { _ in try body() }
  #else
  try body()
  #endif
}

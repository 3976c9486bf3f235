/// Bounds how long an answer may wait for what others do: for a body to come, for a question about everyone to be computed.
enum TimeLimit {
  /// Runs a task that ends early when it is cancelled.
  ///
  /// - Throws: `problem` once the time is over; what `body` throws.
  static func run<Result: Sendable>(
    seconds: Int, else problem: Problem, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let result = first else { throw problem }
      return result
    }
  }
}

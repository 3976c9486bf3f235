import Tricolor

func append(_ engine: Engine, _ event: Event) async throws {
  try engine.appendAndWait([event])  // error: instance method 'appendAndWait' is unavailable from asynchronous contexts
}

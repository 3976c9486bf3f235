import Tricolor

func append(_ reader: Reader, _ event: Event) async throws {
  try await reader.append([event])  // error: value of type 'Reader' has no member 'append'
}

func seal(_ reader: Reader) throws {
  try reader.seal()  // error: value of type 'Reader' has no member 'seal'
}

func state(_ reader: Reader) throws {
  _ = try reader.checkpoint(origin: "example.org/codes")  // error: value of type 'Reader' has no member 'checkpoint'
}

func live(_ reader: Reader) throws {
  _ = try reader.liveColors()  // error: value of type 'Reader' has no member 'liveColors'
}

func open(_ path: String) throws -> Engine {
  try Reader.open(at: path)  // error: cannot convert return expression of type 'Reader' to return type 'Engine'
}

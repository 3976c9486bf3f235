import LMDB
import Tricolor

// What the other files misuse, used as it is meant: this one compiles, so that they cannot fail for want of a module or of a name.

final class Reading {}

func lmdb(_ environment: Environment, _ table: Table<UInt64>) throws -> Int {
  try environment.write { transaction in
    try transaction.put([1], at: 1, in: table)
    try transaction.reserve(8, at: 2, in: table) { bytes in bytes.storeBytes(of: 7, as: UInt64.self) }
  }
  return try environment.read { transaction in
    var count = try transaction.value(of: 1, in: table)?.byteCount ?? 0
    try transaction.withCursor(over: table) { cursor in
      while try cursor.next() { count += try cursor.value.byteCount }
    }
    return count
  }
}

func tricolor(_ engine: Engine, _ person: PersonID, _ place: Place) async throws -> Color {
  var surroundings = Engine.Surroundings()
  surroundings.clock = { .earliest }
  let event = try Event(at: .earliest, source: "cdc", .stay(person: person, place: place))
  try await engine.append([event])
  let view = try engine.view()
  return try await Task { try view.status(of: person, at: .earliest).color }.value
}

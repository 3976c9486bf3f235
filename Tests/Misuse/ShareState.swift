import Tricolor

final class Clock {
  var now = Instant.earliest
}

func share(_ clock: Clock) -> Engine.Surroundings {
  var surroundings = Engine.Surroundings()
  surroundings.clock = { clock.now }  // error: capture of 'clock' with non-Sendable type 'Clock' in a '@Sendable' closure
  return surroundings
}

func count(_ view: View) throws -> Int {
  var count = 0
  _ = try view.recolor(at: .earliest) { persons in
    count = persons  // error: mutation of captured var 'count' in concurrently-executing code
    return true
  }
  return count
}

import Tricolor
import Workload

/// What follows one designation, and a day that passes. The one place to change when the engine keeps live colors: until then both are a recolor of everyone.
func measureLive(_ engine: Engine, _ repeats: Int) async throws {
  var designation = Measurement(name: "recolor.designation", unit: "s", samples: [])
  var advance = Measurement(name: "recolor.advance", unit: "s", samples: [])
  let county = try Place("CN/11/100")
  for round in 0..<repeats {
    // County number one has 12 % of all stays by Zipf's law; its community 1 about 0.6 %, with what is left of its neighbors 1 %.
    let place = try Place("\(county)/\(round + 1)")
    let day = Population.instant(day: Population.days + round)
    let next = Population.instant(day: Population.days + round + 1)
    designation.samples.append(
      try await seconds {
        try await engine.append([Draft(Event(at: day, source: "commission", .placeRisk(place: place, level: .high)), recordedAt: day)])
        _ = try engine.view().recolor(at: day)
      })
    advance.samples.append(try seconds { _ = try engine.view().recolor(at: next) })
  }
  designation.print()
  advance.print()
}

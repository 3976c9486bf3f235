import Testing

@testable import Tricolor
@testable import TricolorOracle

@Suite("A reader beside an engine that drops what is sealed")
struct ReaderBesideDroppingTests {
  /// An engine that opens a store with nothing sealed counts from the first again: its first seal is no older than the last one of before.
  @Test(.timeLimit(.minutes(10))) func whatIsSealedAfterwardsIsFollowed() throws {
    let store = Store()
    var engine: Engine? = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    for _ in 0..<3 {
      try engine?.appendAndWait([.negative(.number(1), at: "2022-01-02T00:00:00Z")])
      try engine?.seal()
    }
    let reader = try Reader.open(at: store.path, surroundings: .atTheEndOfTime)
    #expect(reader.currentSnapshot?.sequence == 3)
    // As if the process ended right after it.
    try engine?.dropSnapshot()
    engine = nil
    engine = try Engine.open(at: store.path, surroundings: .atTheEndOfTime)
    try engine?.appendAndWait([.negative(.number(2), at: "2022-01-02T00:00:00Z")])
    try engine?.seal()
    let view = try reader.view()
    #expect(try view.recolor(at: .latest).persons == [PersonID.number(1), .number(2)].sorted())
    #expect(reader.currentSnapshot?.sequence == 4)
  }
}

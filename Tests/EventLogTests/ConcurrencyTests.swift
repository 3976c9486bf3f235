import EventLog
import CLibrary
import Synchronization
import Testing

@Suite("Concurrency")
struct ConcurrencyTests {
  private struct Refused: Error, Equatable {
    let index: Int
  }

  /// Values are taken in order however few may be under way, and whichever is made first.
  @Test(arguments: [0, 1, 2, 100], [1, 2, 3, 200]) func aPipelineKeepsTheOrder(count: Int, ahead: Int) throws {
    let taken = Mutex<[Int]>([])
    let underWay = Mutex((now: 0, most: 0))
    try concurrentPipeline(count, ahead: ahead) { index in
      underWay.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      // One of each few takes so long that others are made before it.
      usleep(index % 4 == 0 ? 2_000 : 0)
      return index
    } take: { index in
      taken.withLock { $0.append(index) }
      underWay.withLock { $0.now -= 1 }
    }
    #expect(taken.withLock { $0 } == Array(0..<count))
    #expect(underWay.withLock { $0.most } <= ahead)
  }

  @Test(arguments: [0, 5, 99]) func nothingIsTakenAfterWhatCannotBeMade(refused: Int) {
    let taken = Mutex<[Int]>([])
    #expect(throws: Refused(index: refused)) {
      try concurrentPipeline(100, ahead: 3) { index in
        if index == refused { throw Refused(index: index) }
        return index
      } take: { index in
        taken.withLock { $0.append(index) }
      }
    }
    #expect(taken.withLock { $0 } == Array(0..<refused))
  }

  @Test(arguments: [0, 5, 99]) func nothingIsTakenAfterWhatCannotBeTaken(refused: Int) {
    let taken = Mutex<[Int]>([])
    #expect(throws: Refused(index: refused)) {
      try concurrentPipeline(100, ahead: 3) {
        $0
      } take: { index in
        if index == refused { throw Refused(index: index) }
        taken.withLock { $0.append(index) }
      }
    }
    #expect(taken.withLock { $0 } == Array(0..<refused))
  }

  /// What has no other owner: a change of it copies nothing.
  @Test func aValueIsTakenAlone() throws {
    let addresses = Mutex<[Int: UInt]>([:])
    let changed = Mutex<[Bool]>([])
    try concurrentPipeline(20, ahead: 4) { index in
      let made = Array(repeating: index, count: 1_000)
      addresses.withLock { $0[index] = unsafe made.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
      return made
    } take: { made in
      let index = made[0]
      made[1] = -1
      let address = unsafe made.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      changed.withLock { $0.append(addresses.withLock { $0[index] } == address) }
    }
    #expect(changed.withLock { $0 } == Array(repeating: true, count: 20))
  }

  @Test func aValueIsMadeMeanwhile() throws {
    #expect(try ConcurrentValue { 7 }.get() == 7)
    let refused = ConcurrentValue<Int> { throw Refused(index: 1) }
    #expect(throws: Refused(index: 1)) { try refused.get() }
    // Asked again, it says the same.
    #expect(throws: Refused(index: 1)) { try refused.get() }
  }
}

import ArgumentParser
import Tricolor
import Workload

/// What the machine itself needs: reading the bytes of as many packed records once.
struct Floor: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Reads packed 16-byte records once, on one core.")

  @Option(help: ArgumentHelp("How many records.", valueName: "n")) var events: Int
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 9

  func run() {
    var random = SplitMix64(seed: 2)
    let words = (0..<events * 2).map { _ in random.next() }
    var measurement = Measurement(name: "floor.read", unit: "s", samples: [])
    var sum: UInt64 = 0
    for _ in 0..<repeats {
      measurement.samples.append(
        seconds {
          words.withUnsafeBufferPointer { words in
            var lanes = SIMD8<UInt64>.zero
            for index in stride(from: 0, to: words.count - 7, by: 8) {
              lanes &+= UnsafeRawPointer(words.baseAddress! + index).loadUnaligned(as: SIMD8<UInt64>.self)
            }
            sum &+= lanes.wrappedSum()
          }
        })
    }
    measurement.facts = [("sum", "\(sum)")]
    measurement.print()
  }
}

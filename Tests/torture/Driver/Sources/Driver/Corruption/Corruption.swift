import Casework
import Foundation
import Tricolor

/// Damages a small store in one place at a time, and asks it questions.
///
/// Each trial ends in one of: `refused` (it does not open), `reported` (verification or a question says so), `harmless` (all answers are the same),
/// or a loss: `silent` (an answer differs and no error says so) or `untyped` (an error of no published type). A crash or a hang is seen from outside.
struct Corruption {
  private let source: String
  private let work: String
  private let progress: ProgressFile
  private let trials: StrideTo<Int>
  private let kind: Kind
  private let isTrusting: Bool
  private let seed: UInt64

  private enum Kind {
    /// Trial *i* flips bit *i* of the file.
    case bits
    /// Trial *i* flips bit *i* of the two headers, one behind the other.
    case headers
    /// Trial *i* flips one bit of byte *i*, drawn from the seed.
    case bytes
    /// Trial *i* cuts the file off after *i* half pages.
    case lengths
    /// Trial *i* damages page *i* / 8 in the *i* mod 8th way.
    case pages
  }

  private static let pageByteCount = 4_096
  private static let waysToDamageAPage = 8
  /// What LMDB reads of the first two pages: their heads, and its `MDB_meta`.
  private static let headerBitCount = (16 + 136) * 8

  init(_ arguments: Arguments) throws {
    source = try arguments.required("store") + "/data.mdb"
    work = try arguments.required("work")
    progress = try ProgressFile(path: arguments.required("progress"))
    let byteCount = try Data(contentsOf: URL(filePath: source)).count
    let count: Int
    switch try arguments.required("kind") {
    case "bits": (kind, count) = (.bits, byteCount * 8)
    case "headers": (kind, count) = (.headers, 2 * Self.headerBitCount)
    case "bytes": (kind, count) = (.bytes, byteCount)
    case "lengths": (kind, count) = (.lengths, byteCount / 2_048)
    case "pages": (kind, count) = (.pages, byteCount / Self.pageByteCount * Self.waysToDamageAPage)
    default: throw Usage(problem: "expected --kind bits, headers, bytes, lengths or pages")
    }
    trials = stride(from: Int(try arguments.integer("first", default: 0)), to: count, by: Int(try arguments.integer("step", default: 1)))
    isTrusting = arguments["trusting"] != nil
    seed = try arguments.integer("seed", default: 1)
  }

  func run() async throws {
    let whole = try [UInt8](Data(contentsOf: URL(filePath: source)))
    let expected = try await answers(try write(whole))
    for trial in trials {
      progress.begin(trial)
      // At once, since the next trial may end the process.
      var line = Array("\(try await outcome(damage(whole, trial), expected, trial)) \(trial)\n".utf8)
      guard Foundation.write(STDOUT_FILENO, &line, line.count) == line.count else { throw Usage(problem: "the outcome cannot be written") }
    }
  }

  private func damage(_ whole: [UInt8], _ trial: Int) -> [UInt8] {
    var bytes = whole
    switch kind {
    case .bits: bytes[trial / 8] ^= 1 << UInt8(trial % 8)
    case .headers:
      let (page, bit) = trial.quotientAndRemainder(dividingBy: Self.headerBitCount)
      bytes[page * Self.pageByteCount + bit / 8] ^= 1 << UInt8(bit % 8)
    case .bytes:
      var random = SplitMix64(seed: seed &+ UInt64(trial))
      bytes[trial] ^= 1 << UInt8(random.next() % 8)
    case .lengths: bytes.removeLast(bytes.count - trial * 2_048)
    case .pages: damagePage(trial / Self.waysToDamageAPage, way: trial % Self.waysToDamageAPage, of: &bytes, seed: seed &+ UInt64(trial))
    }
    return bytes
  }

  /// What a disk or a file system does to a page: it comes back empty, as noise, as another one, or with a bit of its head flipped.
  private func damagePage(_ page: Int, way: Int, of bytes: inout [UInt8], seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let range = page * Self.pageByteCount..<(page + 1) * Self.pageByteCount
    switch way {
    case 0: for index in range { bytes[index] = 0 }
    case 1: for index in range { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
    case 2:
      let other = Int(random.next() % UInt64(bytes.count / Self.pageByteCount)) * Self.pageByteCount
      bytes.replaceSubrange(range, with: Array(bytes[other..<other + Self.pageByteCount]))
    default: bytes[range.lowerBound + Int(random.next() % 64)] ^= 1 << UInt8(random.next() % 8)
    }
  }

  private func write(_ bytes: [UInt8]) throws -> String {
    let files = FileManager.default
    try? files.removeItem(atPath: work)
    try files.createDirectory(atPath: work, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: work + "/data.mdb"))
    return work
  }

  private func outcome(_ bytes: [UInt8], _ expected: [String], _ trial: Int) async throws -> String {
    let path = try write(bytes)
    do {
      // A trusting reader looks at no leaf before it relies on it: the control.
      var surroundings = Engine.Surroundings()
      if isTrusting { surroundings.checkedByteCount = 0 }
      let engine = try (trial % 2 == 0 ? Engine.self : Reader.self).open(at: path, surroundings: surroundings)
      var found: [String]?
      var problem: (any Error)?
      do { found = try await answers(engine) } catch { problem = error }
      if !isTrusting, try await !engine.verify().isSound { return "reported" }
      if let problem { return Self.isTyped(problem) ? "reported" : "untyped(\(type(of: problem)))" }
      return found == expected ? "harmless" : "silent"
    } catch {
      return Self.isTyped(error) ? "refused" : "untyped(\(type(of: error)))"
    }
  }

  private func answers(_ path: String) async throws -> [String] { try await answers(Engine.open(at: path)) }

  /// Everything that there is to ask.
  private func answers(_ engine: Reader) async throws -> [String] {
    var answers: [String] = []
    for try await event in try engine.events() { answers.append("\(event)") }
    let view = try engine.view()
    answers.append(try await view.recolor(at: Workload.noon).digest)
    for number in stride(from: 0 as UInt64, to: 300, by: 60) {
      answers.append(try view.status(of: Workload.person(number), at: Workload.noon).json.description)
      answers.append(try view.timeline(of: Workload.person(number)).json.description)
    }
    answers.append("\(try view.places(at: Workload.noon))")
    answers.append(try await view.audit().json.description)
    answers.append("\(try view.decisiveEvidence(of: Workload.person(60), at: Workload.noon))")
    return answers
  }

  private static func isTyped(_ error: any Error) -> Bool { error is StoreError || error is AppendError || error is LMDBError }
}

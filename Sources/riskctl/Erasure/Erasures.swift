import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl erasures`
struct Erasures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erasures",
    abstract: "Lists the erasures, a line of JSON each: keep it apart from backups, and give it to riskctl restore.")

  @OptionGroup var store: StoreArgument

  func run() throws {
    for erasure in try store.openForUpkeep().erasures { try printJSON(erasure.json) }
  }
}

/// Reads a list of erasures.
enum ErasureList {
  static func read(_ path: String) throws -> [Erasure] {
    var reader = RecordReader(try LineReader(path: path)) { json throws(Fault) in try Erasure(json: json) }
    var erasures: [Erasure] = []
    while let some = try reader.next(1_024) { erasures += some }
    return erasures
  }
}

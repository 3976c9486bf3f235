import EventJSON
import Tricolor

/// The sample log `sample.jsonl`, which the build puts into the program: an invented city, invented people.
enum SampleLog {
  static func drafts() throws -> [Draft] {
    var parser = JSONParser()
    return try PackageResources.sample_jsonl.split(separator: 0x0A).map { try Draft(json: try parser.value(parsing: Array($0))) }
  }
}

/// What is wrong with a value inside a document, and where: `rules[3].until.any[1].elapsed: "14x" is not a duration …`.
public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where: keys joined by dots, positions in brackets from 0; empty for the document as a whole.
  public let path: String
  /// What is wrong, and what was expected.
  public let problem: String

  /// A fault at a place.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

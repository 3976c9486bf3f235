import RiskModel

extension MinimalSets {
  /// The sets as lists of sequences.
  var setsJSON: JSONValue { .array(sets.map { .array($0.map { .integer(Int64($0)) }) }) }
}

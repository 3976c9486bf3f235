package import RiskModel

extension JSONValue {
  /// A whole number, or null.
  package static func whole(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

  /// A sequence, or null.
  package static func sequence(_ sequence: UInt64?) -> JSONValue { sequence.map { .integer(Int64($0)) } ?? .null }

  /// A value in its text form, or null.
  package static func textOrNull(_ value: (some CustomStringConvertible)?) -> JSONValue { value.map { .text($0) } ?? .null }
}

import Tricolor

/// A JSON Schema (2020-12, as OpenAPI 3.1 has it), as much of it as the service needs.
indirect enum Schema: Sendable {
  case string(minimum: Int? = nil, maximum: Int? = nil, pattern: String? = nil)
  case choice([String])
  case integer(minimum: Int, maximum: Int)
  case bool
  case array(Schema, maximum: Int? = nil)
  case object([Member], isOpen: Bool = false)
  case nullable(Schema)
  /// One of several components, told apart by the text of a property: its values, with the component of each.
  case oneOf(by: String, [(value: String, component: String)])
  /// Any JSON object: a document that has a language of its own.
  case document(String)
  /// A schema of the document's components.
  case reference(String)

  struct Member: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }

  static func string(among values: [String]) -> Schema { .choice(values) }

  static let instant = Schema.string(
    pattern:
      "^(19[7-9][0-9]|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
  )
  static let person = Schema.string(pattern: "^[0-9a-f]{32}$")
  static let place = Schema.string(minimum: 1, maximum: 480, pattern: "^[^/\\x00]+(/[^/\\x00]+){0,7}$")
  static let sequence = Schema.integer(minimum: 1, maximum: 281_474_976_710_655)
  static let count = Schema.integer(minimum: 0, maximum: Int.max)
  static let seconds = Schema.integer(minimum: Int.min, maximum: Int.max)
  static let color = Schema.choice(["green", "yellow", "red"])
}

extension Schema.Member {
  static func required(_ name: String, _ schema: Schema) -> Schema.Member { Schema.Member(name: name, schema: schema, isRequired: true) }
  static func optional(_ name: String, _ schema: Schema) -> Schema.Member { Schema.Member(name: name, schema: schema, isRequired: false) }
}

extension Schema {
  /// The schema as OpenAPI 3.1 writes it.
  var json: JSONValue {
    switch self {
    case .string(let minimum, let maximum, let pattern):
      .object([
        "type": .text("string"), "minLength": minimum.map { .whole($0) }, "maxLength": maximum.map { .whole($0) },
        "pattern": pattern.map { .text($0) },
      ])
    case .choice(let values): .object(["type": .text("string"), "enum": .texts(values)])
    case .integer(let minimum, let maximum):
      .object([
        "type": .text("integer"), "format": .text("int64"), "minimum": minimum > Int.min ? .whole(minimum) : nil,
        "maximum": maximum < Int.max ? .whole(maximum) : nil,
      ])
    case .bool: .object(["type": .text("boolean")])
    case .array(let element, let maximum):
      .object(["type": .text("array"), "items": element.json, "maxItems": maximum.map { .whole($0) }])
    case .object(let members, let isOpen):
      .object([
        "type": .text("object"), "properties": .object(members.map { ($0.name, $0.schema.json) }),
        "required": members.contains { $0.isRequired } ? .texts(members.filter(\.isRequired).map(\.name)) : nil,
        "additionalProperties": isOpen ? nil : .bool(false),
      ])
    case .nullable(let schema): .object(["anyOf": .array([schema.json, .object(["type": .text("null")])])])
    case .oneOf(let property, let cases):
      .object([
        "oneOf": .array(cases.map { Schema.reference($0.component).json }),
        "discriminator": .object([
          "propertyName": .text(property),
          "mapping": .object(cases.map { ($0.value, .text("#/components/schemas/\($0.component)")) }),
        ]),
      ])
    case .document(let description): .object(["type": .text("object"), "description": .text(description)])
    case .reference(let name): .object(["$ref": .text("#/components/schemas/\(name)")])
    }
  }
}

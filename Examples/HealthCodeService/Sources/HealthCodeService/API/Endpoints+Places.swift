import Hummingbird
import Tricolor

extension Endpoints {
  static let places: [Endpoint] = [
    Endpoint(
      method: .get, path: "/v1/places", name: "getPlaces", summary: "The places designated at an instant, of all or below one.",
      access: .open, parameters: [.at, .query("under", .place, "only this place and those below it")],
      answer: .json(placesSchema, "The places, with their levels."),
      respond: { call in .json(try places(under: try call.optional("under") { try Place($0) }, call)) }),
    Endpoint(
      method: .get, path: "/v1/places/{place}", name: "getPlace",
      summary: "The designations of one place and of those below it. A slash within the place is written %2F.", access: .open,
      parameters: [.path("place", .place, "The place."), .at], answer: .json(placesSchema, "The places, with their levels."),
      respond: { call in .json(try places(under: try call.required("place") { try Place($0) }, call)) }),
  ]

  private static let placesSchema = Schema.object([
    .required("at", .string()), .required("knownAt", .count),
    .required("places", .array(.object([.required("place", .string()), .required("levels", .array(.string()))]))),
  ])

  private static func places(under place: Place?, _ call: Call) throws -> JSONValue {
    let view = try call.service.engine.view()
    let at = try call.at
    let places = try view.places(at: at, under: place).map { JSONValue.object(["place": .text($0.place), "levels": .texts($0.levels)]) }
    return .object(["at": .text(at), "knownAt": .sequence(view.knownAt), "places": .array(places)])
  }
}

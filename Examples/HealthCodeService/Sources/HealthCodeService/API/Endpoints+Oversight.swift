import Casework
import Hummingbird
import Tricolor

extension Endpoints {
  /// Figures and findings (第二十九条).
  static let oversight: [Endpoint] = [
    Endpoint(
      method: .get, path: "/v1/counts", name: "getCounts", summary: "How many persons have each color at present.",
      access: .to((.investigator, [.prevention, .appeal]), (.policy, [.prevention]), (.auditor, [.oversight])),
      answer: .json(.object([.required("green", .count), .required("yellow", .count), .required("red", .count)]), "The counts."),
      respond: { call in
        let counts = call.service.colors.counts
        return .json(.object(Color.allCases.map { ($0.text, .whole(counts[$0] ?? 0)) }))
      }),
    Endpoint(
      method: .get, path: "/v1/audit", name: "getAudit", summary: "Colors that rest on a word alone, bursts, and reds that last too long.",
      access: .to((.auditor, [.oversight]), (.investigator, [.appeal])), answer: .json(.document("Findings."), "The findings."),
      respond: { call in
        let view = try call.service.engine.view()
        try await call.service.asking.recordEveryone(by: call.authorized)
        return .json(try await call.service.askAboutEveryone { try view.audit() }.json)
      }),
    Endpoint(
      method: .get, path: "/v1/districts", name: "getDistricts", summary: "How many persons of each color are in each district.",
      access: .to((.auditor, [.oversight]), (.policy, [.prevention]), (.investigator, [.prevention, .appeal])), parameters: [.at],
      answer: .json(
        .object([
          .required("at", .string()),
          .required(
            "districts",
            .array(
              .object([
                .required("place", .nullable(.string())), .required("green", .count), .required("yellow", .count), .required("red", .count),
                .required("openAppeals", .count),
              ]))),
        ]), "The districts."),
      respond: { call in
        let at = try call.at
        let districts = try await call.service.districts(at: at)
        return .json(
          .object([
            "at": .text(at),
            "districts": .array(
              districts.compactMap { district in
                district.counts.last.map { counts in
                  .object([
                    "place": .text(district.place), "green": .whole(counts.green), "yellow": .whole(counts.yellow),
                    "red": .whole(counts.red), "openAppeals": .whole(counts.open),
                  ])
                }
              }),
          ]))
      }),
  ]
}

extension Service {
  /// The districts at an instant.
  ///
  /// - Complexity: O(all events), on other threads.
  func districts(at instant: Instant) async throws -> [DistrictStatistics.District] {
    let view = try engine.view()
    return try await askAboutEveryone { try view.districts(from: instant, to: instant, every: 3_600, depth: 3).districts }
  }
}

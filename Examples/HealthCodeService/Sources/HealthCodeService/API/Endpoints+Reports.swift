import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// Reports to a community (第十七条): opened where a yellow code is found, taken by the committee, closed with what was done.
  static let reports: [Endpoint] = [
    Endpoint(
      method: .post, path: "/v1/reports", name: "openReport", summary: "Report a person who was kept where a yellow code was found.",
      access: .to((.gate, [.prevention]), (.agency, [.prevention])),
      body: .init(
        type: "application/json",
        schema: .object([.required("person", .person), .required("place", .place), .required("community", .place)])),
      answer: .json(.reference("Report"), "The report.", status: .created),
      respond: { call in
        var fields = try Fields(try call.json)
        let person = try fields.required("person") { try PersonID($0) }
        let place = try fields.required("place") { try Place($0) }
        let community = try fields.required("community") { try Place($0) }
        try fields.finish()
        let report = try await call.service.reports.open(person, at: place, community: community, now: call.service.now)
        return .json(report.json, status: .created, headers: [.location: "/v1/reports/\(report.id)"])
      }),
    Endpoint(
      method: .get, path: "/v1/reports", name: "getReports", summary: "The reports, the oldest first.",
      access: .to((.community, [.prevention]), (.auditor, [.oversight])),
      parameters: [.query("state", .string(among: ReportBook.State.allCases.map(\.rawValue)), "only those that stand so")],
      answer: .json(.object([.required("reports", .array(.reference("Report")))]), "The reports."),
      respond: { call in
        let state = try call.optional("state") { text in
          guard let state = ReportBook.State(rawValue: text) else { throw FormatError(found: text, expected: "open, taken or closed") }
          return state
        }
        return .json(.object(["reports": .array(try await reports(in: state, call).map(\.json))]))
      }),
    Endpoint(
      method: .post, path: "/v1/reports/{id}/taken", name: "takeReport", summary: "Take a report: the committee acts on it from now on.",
      access: .to((.community, [.prevention])), parameters: [reportID], answer: .json(.reference("Report"), "The report."),
      respond: { call in
        let id = try await ownReport(call).id
        return .json(try await call.service.reports.take(id, now: call.service.now).json)
      }),
    Endpoint(
      method: .post, path: "/v1/reports/{id}/closed", name: "closeReport", summary: "Close a report with what was done.",
      access: .to((.community, [.prevention])), parameters: [reportID],
      body: .init(type: "application/json", schema: .object([.required("outcome", .string(minimum: 1, maximum: 800))])),
      answer: .json(.reference("Report"), "The report."),
      respond: { call in
        var fields = try Fields(try call.json)
        let outcome = try fields.required("outcome", bytes: 1...800)
        try fields.finish()
        let id = try await ownReport(call).id
        return .json(try await call.service.reports.close(id, outcome: outcome, now: call.service.now).json)
      }),
  ]

  /// The reports that the caller may see: a committee those of its places, inspectors all, by which everyone is concerned.
  private static func reports(in state: ReportBook.State?, _ call: Call) async throws -> [ReportBook.Report] {
    let (caller, all) = (call.authorized, try await call.service.reports.reports(in: state))
    guard caller.role == .community else {
      try await call.service.asking.recordEveryone(by: caller)
      return all
    }
    return try await call.service.asking.shown(.status, of: all.filter { caller.covers($0.community) }, to: caller, { $0.person })
  }

  /// The report of the path, of one of the committee's places.
  ///
  /// - Throws: ``Problem`` with status 404 for any other.
  private static func ownReport(_ call: Call) async throws -> ReportBook.Report {
    let report = try await call.service.reports.report(try call.required("id") { $0 })
    guard call.authorized.covers(report.community) else { throw Problem.notFound("no such report") }
    try await call.service.asking.record(.status, by: call.authorized, about: report.person)
    return report
  }

  private static let reportID = Parameter.path("id", .string(minimum: 1, maximum: 64), "The report.")
}

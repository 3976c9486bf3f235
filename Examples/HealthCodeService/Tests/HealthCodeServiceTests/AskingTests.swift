import Casework
import Foundation
import HTTPTypes
import Testing
import Tricolor

@testable import HealthCodeService

/// What offices ask about persons: in the ledger before it is answered, within the places of the token, and shown to the person with its proof.
@Suite struct AskingTests {
  private static let path = "/v1/persons/\(TestService.person)"

  private func operators(_ service: TestService, of person: PersonID = TestService.person) throws -> [String] {
    try service.store.reads(of: person).reads.map { "\($0.entry.operatorName) \($0.entry.question?.word ?? "")" }
  }

  @Test func whatAnOfficeReadsThePersonSees() async throws {
    let service = try await TestService()
    _ = try await service.ask(.get, Self.path + "/status", token: service.token(.hospital, .treatment))
    let answer = try await service.ask(.get, Self.path + "/reads", token: service.token(.citizen, .own)).json()
    guard case .array(let reads)? = answer["reads"] else { throw FormatError(found: "\(answer)", expected: "reads") }
    #expect(reads.count == 1)
    #expect(reads.first?["operator"]?.string == "hospital/hospital-treatment")
    #expect(reads.first?["purpose"]?.string == "medical-admission" && reads.first?["question"]?.string == "status")
    #expect(answer["complete"] == .bool(true))
    let page = try await service.ask(.get, "/me", token: service.token(.citizen, .own), headers: [.cookie: "lang=en"])
    #expect(page.text.contains("a hospital (hospital-treatment) · your color and why · admission to a hospital"))
    #expect(page.text.contains("1 entries, proved to be all"))
  }

  @Test func whatPersonsAskAboutThemselvesIsNotRecorded() async throws {
    let service = try await TestService()
    for path in ["/status", "/timeline", "/events", "/reads"] {
      #expect(try await service.ask(.get, Self.path + path, token: service.token(.citizen, .own)).status == 200)
      #expect(try await service.ask(.get, Self.path + path, token: service.token(.helper, .own)).status == 200)
    }
    #expect(try operators(service).isEmpty)
  }

  /// Each endpoint with a person in its path that an office may read has the question that the ledger records; only to lodge an appeal tells nothing.
  @Test func eachEndpointAboutAPersonHasAQuestion() {
    for endpoint in Endpoints.all where endpoint.path.contains("{person}") {
      let isForOffices = Role.allCases.contains { role in
        TokenPurpose.allCases.contains { $0 != .own && endpoint.access.allows(role, for: $0) }
      }
      #expect(endpoint.question != nil || !isForOffices || endpoint.name == "lodgeAppeal", "\(endpoint.name)")
    }
  }

  @Test func anOfficeAsksWithinItsPlacesAlone() async throws {
    let service = try await TestService()
    // The person's last stay is in 南岸区.
    let (inside, outside) = (try Place("CN/重庆市/南岸区"), try Place("CN/重庆市/江北区"))
    for (role, purpose) in [(Role.community, TokenPurpose.prevention), (.investigator, .appeal), (.investigator, .prevention)] {
      let near = try await service.ask(.get, Self.path + "/status", token: service.token(role, purpose, places: [inside]))
      #expect(near.status == 200, "\(role)")
      let far = try await service.ask(.get, Self.path + "/status", token: service.token(role, purpose, places: [outside]))
      #expect(far.status == 403, "\(role)")
      #expect(far.text.contains("outside-jurisdiction") && !far.text.contains("red"), "\(role)")
      let head = try await service.ask(.head, Self.path + "/status", token: service.token(role, purpose, places: [outside]))
      #expect(head.status == 403 && head.text.isEmpty)
    }
    #expect(try operators(service).count == 9)
  }

  @Test func anOperatorEndsBeforeItsTokenDoes() async throws {
    let service = try await TestService()
    let token = try await service.token(.hospital, .treatment)
    #expect(try await service.ask(.get, Self.path + "/status", token: token).status == 200)
    try service.store.register(
      Operator(
        name: Text("hospital/hospital-treatment", bytes: 1...64), purposes: [.medicalAdmission], jurisdiction: nil,
        until: Engine.systemClock()), by: Text("oversight", bytes: 1...64))
    let answer = try await service.ask(.get, Self.path + "/status", token: token)
    #expect(answer.status == 403 && answer.text.contains("expired-operator"))
  }

  @Test func withoutAMandateAnInvestigatorSeesPersonsWithAnAppeal() async throws {
    let service = try await TestService()
    let appeals = try await service.token(.investigator, .appeal, mandate: nil)
    #expect(try await service.ask(.get, Self.path + "/events", token: appeals).status == 200)
    let other = "/v1/persons/\(MadeUpCity.grandmother)/events"
    #expect(try await service.ask(.get, other, token: appeals).status == 403)
    #expect(try await service.ask(.get, other, token: service.token(.investigator, .appeal)).status == 200)
    // Other persons on the page of a case are shown under a mandate.
    let page = "/console/persons/\(TestService.person)/appeals/appeal-1?lang=en"
    let narrow = try await service.ask(.get, page, token: appeals)
    #expect(narrow.status == 200 && narrow.text.contains("whose token names a mandate"))
    let wide = try await service.ask(.get, page, token: service.token(.investigator, .appeal))
    #expect(wide.status == 200 && !wide.text.contains("whose token names a mandate"))
    #expect(try await service.ask(.get, "/v1/audit", token: appeals).status == 403)
    // A case that is not the person's.
    let none = try await service.ask(.get, "/console/persons/\(TestService.person)/appeals/none", token: appeals)
    #expect(none.status == 403)
  }

  @Test func aListHasAnEntryForEachPersonThatItShows() async throws {
    let service = try await TestService()
    let queue = try await service.ask(.get, "/v1/appeals", token: service.token(.auditor, .oversight))
    #expect(queue.text.contains("\(TestService.person)"))
    #expect(try operators(service) == ["auditor/auditor-oversight appeals"])
    let burst = PersonID(high: 0x2021_1107_0000_0001, low: 0)
    #expect(try operators(service, of: burst) == ["auditor/auditor-oversight appeals"])
    #expect(try operators(service, of: MadeUpCity.grandmother).isEmpty)
    // An investigator sees the cases of the token's places.
    let places = [try Place("CN/重庆市/南岸区")]
    let near = try await service.ask(.get, "/v1/appeals", token: service.token(.investigator, .appeal, places: places))
    #expect(near.text.contains("\(TestService.person)") && !near.text.contains("\(burst)"))
    let page = try await service.ask(.get, "/console/appeals", token: service.token(.investigator, .appeal, places: places))
    #expect(page.text.contains("\(TestService.person)") && !page.text.contains("\(burst)"))
    #expect(try operators(service).count == 3)
    // Findings about everyone concern everyone.
    _ = try await service.ask(.get, "/v1/audit", token: service.token(.auditor, .oversight))
    #expect(try operators(service, of: MadeUpCity.grandmother) == ["auditor/auditor-oversight everyone"])
  }

  @Test func aCommitteeSeesAndTakesTheReportsOfItsPlaces() async throws {
    let service = try await TestService()
    func open(_ community: String) async throws -> String {
      let answer = try await service.ask(
        .post, "/v1/reports", token: service.token(.gate, .prevention),
        body: "{\"person\":\"\(TestService.person)\",\"place\":\"CN/重庆市/a\",\"community\":\"\(community)\"}")
      return try answer.json()["id"]?.string ?? ""
    }
    let (own, other) = (try await open("CN/重庆市/南岸区/南坪街道"), try await open("CN/重庆市/江北区/观音桥街道"))
    let token = try await service.token(.community, .prevention, places: [Place("CN/重庆市/南岸区")])
    let list = try await service.ask(.get, "/v1/reports", token: token)
    #expect(list.text.contains(own) && !list.text.contains(other))
    #expect(try await service.ask(.post, "/v1/reports/\(other)/taken", token: token).status == 404)
    #expect(try await service.ask(.post, "/v1/reports/\(other)/closed", token: token, body: "{\"outcome\":\"x\"}").status == 404)
    #expect(try await service.ask(.post, "/v1/reports/\(own)/taken", token: token).status == 200)
    #expect(try operators(service).allSatisfy { $0 == "community/community-prevention status" })
  }

  @Test func aJobIsItsOwners() async throws {
    let service = try await TestService()
    let owner = try await service.token(.policy, .prevention)
    let started = try await service.ask(.post, "/v1/recolorings", token: owner, body: "{}")
    #expect(started.status == 202)
    let path = started.headers[.location] ?? ""
    #expect(try await service.ask(.get, path, token: owner).status == 200)
    let stranger = try await service.token(.investigator, .prevention)
    #expect(try await service.ask(.get, path, token: stranger).status == 404)
    #expect(try await service.ask(.post, path + "/cancelled", token: stranger).status == 404)
    let id = path.split(separator: "/").last ?? ""
    let page = try await service.ask(.get, "/console/recolorings?id=\(id)", token: stranger)
    #expect(page.status == 200 && !page.text.contains(id))
  }

  @Test func aTokenWhoseAccountOrMandateIsTooLongIsRefused() async throws {
    let service = try await TestService()
    func status(_ account: Int, _ mandate: Int) async throws -> Int {
      let token = try await service.issuer.token(
        of: String(repeating: "a", count: account), .hospital, for: .treatment, mandate: String(repeating: "m", count: mandate),
        validForSeconds: 60)
      return try await service.ask(.get, Self.path + "/status", token: token).status
    }
    #expect(try await status(55, 256) == 200)
    #expect(try await status(56, 256) == 401)
    #expect(try await status(55, 257) == 401)
  }
}

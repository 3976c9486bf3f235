import Foundation
import HTTPTypes
import Testing
import Tricolor

@testable import HealthCodeService

@Suite struct AccessTests {
  /// Every role, for every purpose, on every endpoint: who is not granted it gets 403, who is does not get 401 or 403, none gets anything without a token.
  @Test func everyRoleOnEveryEndpoint() async throws {
    var limits = Limits.Values()
    limits.requestsPerSecond = 1_000_000
    let service = try await TestService(limits: limits)
    for endpoint in Endpoints.all {
      guard case .granted = endpoint.access else { continue }
      let path = endpoint.path.replacing("{person}", with: "\(TestService.person)").replacing("{case}", with: "appeal-1")
        .replacing("{id}", with: "none").replacing("{place}", with: "CN")
      let anonymous = try await service.ask(endpoint.method, path)
      #expect(anonymous.status == (endpoint.isDocumented ? 401 : 303), "\(endpoint.name) without a token")
      for role in Role.allCases {
        for purpose in TokenPurpose.allCases {
          let answer = try await service.ask(endpoint.method, path, token: service.token(role, purpose))
          let isAllowed = endpoint.access.allows(role, for: purpose)
          #expect((answer.status == 403) == !isAllowed, "\(role) for \(purpose) on \(endpoint.name): \(answer.status)")
          #expect(answer.status != 401 && answer.status != 500, "\(role) for \(purpose) on \(endpoint.name): \(answer.status)")
        }
      }
    }
  }

  @Test func aCitizenSeesNoOtherPerson() async throws {
    let service = try await TestService()
    let token = try await service.token(.citizen, .own, persons: [MadeUpCity.grandmother])
    for endpoint in Endpoints.all where endpoint.path.contains("{person}") && endpoint.access.allows(.citizen, for: .own) {
      let answer = try await service.ask(endpoint.method, endpoint.path.replacing("{person}", with: "\(TestService.person)"), token: token)
      #expect(answer.status == 403, "\(endpoint.name)")
    }
  }

  @Test func aTokenOfAnotherKeyOrIssuerIsRefused() async throws {
    let (service, other) = (try await TestService(), try await TestService())
    let answer = try await service.ask(.get, "/v1/counts", token: other.token(.policy, .prevention))
    #expect(answer.status == 401)
    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
  }

  /// A citizen sees that there was a contact, and not the index case's pseudonym.
  @Test func noPersonSeesAnothersPseudonym() async throws {
    let service = try await TestService()
    let path = "/v1/persons/\(TestService.person)/events"
    let own = try await service.ask(.get, path, token: service.token(.citizen, .own))
    let office = try await service.ask(.get, path, token: service.token(.investigator, .appeal))
    #expect(own.text.contains("\"type\":\"contact\"") && !own.text.contains("\"to\""))
    #expect(office.text.contains("\"to\":\""))
  }

  @Test func aPageThatIsRefusedSpeaksTheLanguageThatWasChosen() async throws {
    let service = try await TestService()
    let cookie = "token=\(try await service.token(.investigator, .appeal)); lang=en"
    let answer = try await service.ask(.get, "/me", headers: [.cookie: cookie, .acceptLanguage: "zh"])
    #expect(answer.status == 403)
    #expect(answer.text.contains("Your token does not allow this"))
  }

  /// `swift run HealthCodeService access-table` writes the table anew.
  @Test func theTableOfTheDocumentationIsTheEndpoints() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Access.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(AccessTable.markdown))
  }
}

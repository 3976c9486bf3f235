import EventJSON
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Tricolor

@testable import HealthCodeService

@Suite struct TargetTests {
  @Test func aSlashWithinAParameterIsToldFromOneBetweenSegments() throws {
    let target = try Target("/v1/places/CN%2F%E9%87%8D%E5%BA%86%E5%B8%82?at=2026-01-01T00:00:00%2B08:00&under=a+b")
    #expect(target.segments == ["v1", "places", "CN/重庆市"])
    #expect(target.query.map(\.value) == ["2026-01-01T00:00:00+08:00", "a b"])
  }

  @Test(arguments: ["/a%", "/a%4", "/a%zz", "/a%ff"]) func whatIsNotEncodedIsRefused(_ target: String) {
    #expect(throws: Problem.self) { try Target(target) }
  }
}

@Suite struct ResponderTests {
  @Test func headIsAnsweredAsGetWithoutContent() async throws {
    let service = try await TestService()
    let get = try await service.ask(.get, "/health")
    let head = try await service.ask(.head, "/health")
    #expect(get.status == 200 && get.text == "{\"status\":\"up\"}")
    #expect(head.status == 200 && head.text.isEmpty)
  }

  @Test func aWrongMethodSaysWhichThereAre() async throws {
    let answer = try await TestService().ask(.delete, "/v1/places")
    #expect(answer.status == 405)
    #expect(answer.headers[.allow] == "GET, HEAD")
    #expect(try answer.json()["type"]?.string == "urn:tricolor:problem:method-not-allowed")
  }

  @Test func placesAreFoundByTheirEncodedPath() async throws {
    let answer = try await TestService().ask(.get, "/v1/places/CN%2F%E9%87%8D%E5%BA%86%E5%B8%82%2F%E6%B1%9F%E5%8C%97%E5%8C%BA")
    #expect(answer.status == 200)
    #expect(answer.text.contains("{\"levels\":[\"high\"],\"place\":\"CN/重庆市/江北区/观音桥街道\"}"))
  }

  @Test(arguments: ["?colour=red", "?at=yesterday", "?at=%00", "?at=2026-01-01T00:00:00Z&at=2026-01-01T00:00:00Z"])
  func anUnknownMalformedOrRepeatedParameterIsRefused(_ query: String) async throws {
    let answer = try await TestService().ask(.get, "/v1/places\(query)")
    #expect(answer.status == 400)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(try answer.json()["detail"]?.string?.isEmpty == false)
  }

  @Test func anEventSentAgainUnderItsKeyIsOneEvent() async throws {
    let service = try await TestService()
    let token = try await service.token(.agency, .prevention)
    let body =
      "{\"type\":\"test\",\"at\":\"2026-01-02T03:04:05Z\",\"person\":\"\(TestService.person)\",\"method\":\"antigen\",\"result\":\"negative\"}"
    let headers: HTTPFields = [.idempotencyKey: "k-1"]
    let first = try await service.ask(.post, "/v1/events", token: token, headers: headers, body: body)
    let again = try await service.ask(.post, "/v1/events", token: token, headers: headers, body: body)
    #expect(first.status == 201 && again.status == 201)
    #expect(try first.json()["sequences"] == again.json()["sequences"])
    #expect(try again.json()["duplicates"] == .integer(1))
    let other = try await service.ask(
      .post, "/v1/events", token: token, headers: headers, body: body.replacing("negative", with: "positive"))
    #expect(other.status == 409)
  }

  @Test(arguments: ["\"\":1", "\"\u{1F600}\":null", "\"type \":\"test\""]) func anUnknownKeyIsRefusedWhateverItHolds(_ member: String)
    async throws
  {
    let service = try await TestService()
    let body =
      "{\"type\":\"test\",\"at\":\"2026-01-02T03:04:05Z\",\"person\":\"\(TestService.person)\",\"method\":\"antigen\",\"result\":\"negative\",\(member)}"
    let answer = try await service.ask(.post, "/v1/events", token: service.token(.agency, .prevention), body: body)
    #expect(answer.status == 422)
  }

  @Test func noAgencySpeaksForAnother() async throws {
    let service = try await TestService()
    let body = "{\"type\":\"place-risk\",\"at\":\"2026-01-02T03:04:05Z\",\"place\":\"CN\",\"level\":\"low\",\"source\":\"other\"}"
    let answer = try await service.ask(.post, "/v1/events", token: service.token(.agency, .prevention), body: body)
    #expect(answer.status == 422)
    #expect(try answer.json()["field"]?.string == "source")
  }

  @Test func aBatchIsTakenWholeOrNotAtAll() async throws {
    let service = try await TestService()
    let good = "{\"type\":\"diagnosis\",\"at\":\"2026-01-02T03:04:05Z\",\"person\":\"\(TestService.person)\",\"status\":\"suspected\"}"
    let before = try service.service.engine.view().knownAt
    let answer = try await service.ask(
      .post, "/v1/events/batch", token: service.token(.agency, .prevention),
      body: "{\"events\":[\(good),\(good.replacing("suspected", with: "unwell"))]}")
    #expect(answer.status == 422)
    #expect(try service.service.engine.view().knownAt == before)
  }

  @Test func whatIsOverTheLimitsIsRefusedWithTheTimeToTryAgain() async throws {
    var limits = Limits.Values()
    limits.requestsPerSecond = 1
    limits.bodyByteCount = 1_024
    let service = try await TestService(limits: limits)
    let token = try await service.token(.policy, .prevention)
    let large = try await service.ask(.post, "/v1/recolorings", token: token, body: String(repeating: " ", count: 1_025))
    #expect(large.status == 413)
    // The allowance fills up while a slow machine answers: so more than the third may be the first that is over.
    var over: TestService.Answer?
    for _ in 0..<50 where over?.status != 429 { over = try await service.ask(.get, "/v1/counts", token: token) }
    #expect(over?.status == 429)
    #expect(over?.headers[.retryAfter] == "1")
  }

  @Test func aCallersAllowanceFillsUpWithTime() throws {
    let limits = Limits(Limits.Values(requestsPerSecond: 1))
    let start = ContinuousClock.now
    for _ in 0..<2 { try limits.count(requestOf: "a", at: start) }
    #expect(throws: Problem.self) { try limits.count(requestOf: "a", at: start) }
    try limits.count(requestOf: "b", at: start)
    try limits.count(requestOf: "a", at: start + .seconds(1))
    #expect(throws: Problem.self) { try limits.count(requestOf: "a", at: start + .seconds(1)) }
  }

  @Test func aBodyThatDoesNotComeIsGivenUp() async throws {
    var limits = Limits.Values()
    limits.requestSeconds = 1
    let service = try await TestService(limits: limits)
    let (body, source) = RequestBody.makeStream()
    await source.yield(ByteBuffer(string: "{"))
    let fields: HTTPFields = [
      .authorization: "Bearer \(try await service.token(.agency, .prevention))", .contentType: "application/json", .contentLength: "100",
    ]
    let answer = try await service.ask(.post, "/v1/events", fields, body)
    #expect(answer.status == 408)
    #expect(answer.headers[.connection] == "close")
    #expect(try answer.json()["type"]?.string == "urn:tricolor:problem:too-slow")
    source.finish()
  }

  @Test func aQuestionAboutEveryoneIsGivenUpInTime() async throws {
    var limits = Limits.Values()
    limits.requestSeconds = 1
    let service = try await TestService(limits: limits)
    let started = ContinuousClock.now
    await #expect { try await service.service.askAboutEveryone { Thread.sleep(forTimeInterval: 3) } } throws: { error in
      (error as? Problem)?.status == .serviceUnavailable && (error as? Problem)?.retryAfterSeconds != nil
    }
    #expect(ContinuousClock.now - started < .seconds(2.5))
  }

  @Test func moreThanFitAtOnceAreShed() async throws {
    let limits = Limits(Limits.Values(requestsAtOnce: 1))
    _ = try await limits.withSlot {
      await #expect(throws: Problem.self) { try await limits.withSlot {} }
    }
    try await limits.withSlot {}
  }

  @Test func aCodeIsVerifiedAndAnErrorInItsColorIsAppealed() async throws {
    let service = try await TestService(hasCodes: true)
    let citizen = try await service.token(.citizen, .own)
    let code = try await service.ask(.post, "/v1/persons/\(TestService.person)/codes", token: citizen).json()
    let verified = try await service.ask(
      .post, "/v1/codes/verify", token: service.token(.gate, .prevention), body: "{\"code\":\(code["code"]?.description ?? "")}")
    #expect(verified.status == 200)
    #expect(try verified.json()["outcome"] == code["color"])
    let forged = try await service.ask(
      .post, "/v1/codes/verify", token: service.token(.gate, .prevention), body: "{\"code\":\"T1:0000\"}")
    #expect(try forged.json()["outcome"]?.string == "unverifiable")
  }

  @Test func anAppealHasALife() async throws {
    let service = try await TestService()
    let path = "/v1/persons/\(TestService.person)/appeals"
    let lodged = try await service.ask(.post, path, token: service.token(.citizen, .own), body: "{\"case\":\"mine\"}")
    #expect(lodged.status == 201)
    let investigator = try await service.token(.investigator, .appeal)
    let contact =
      try await service.service.engine.recordedEvents(of: TestService.person).first { $0.event.fact.kind == .contact }?.sequence ?? 0
    let decided = try await service.ask(
      .post, path + "/mine/decision", token: investigator,
      body: "{\"outcome\":\"upheld\",\"reason\":\"the test was wrong\",\"withdraw\":[\(contact)]}")
    #expect(decided.status == 200)
    #expect(try decided.json()["case"]?["state"]?.string == "upheld")
    #expect(try service.service.engine.view().color(of: TestService.person, at: service.service.now) == .green)
    let again = try await service.ask(
      .post, path + "/mine/decision", token: investigator, body: "{\"outcome\":\"rejected\",\"reason\":\"no\"}")
    #expect(again.status == 409)
  }

  @Test func aReportHasALife() async throws {
    let service = try await TestService()
    let community = try await service.token(.community, .prevention)
    let opened = try await service.ask(
      .post, "/v1/reports", token: service.token(.gate, .prevention),
      body: "{\"person\":\"\(TestService.person)\",\"place\":\"CN/重庆市/a\",\"community\":\"CN/重庆市\"}")
    let id = try opened.json()["id"]?.string ?? ""
    #expect(opened.status == 201)
    let early = try await service.ask(.post, "/v1/reports/\(id)/closed", token: community, body: "{\"outcome\":\"tested\"}")
    #expect(early.status == 409)
    #expect(try await service.ask(.post, "/v1/reports/\(id)/taken", token: community).json()["state"]?.string == "taken")
    let closed = try await service.ask(.post, "/v1/reports/\(id)/closed", token: community, body: "{\"outcome\":\"tested\"}")
    #expect(try closed.json()["outcome"]?.string == "tested")
    #expect(try await service.ask(.get, "/v1/reports?state=closed", token: community).text.contains(id))
  }
}

import Configuration
import EventJSON
import Foundation
import SystemPackage
import Testing
import Tricolor

@testable import HealthCodeService

@Suite struct SettingsTests {
  private func settings(_ values: [String: String]) throws -> Settings {
    try Settings(SettingsReader(config: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))))
  }

  @Test func whatIsGivenIsTaken() throws {
    let settings = try settings(["HTTP_PORT": "9090", "OFFICE_ZONE": "Asia/Urumqi", "LIMIT_REQUESTS_PER_SECOND": "7"])
    #expect(settings.port == 9_090)
    #expect(settings.zone.identifier == "Asia/Urumqi")
    #expect(settings.limits.requestsPerSecond == 7)
  }

  @Test(arguments: [
    ("HTTP_PORT", "80a"), ("HTTP_PORT", "70000"), ("OFFICE_ZONE", "Mars/Base"), ("LOG_LEVEL", "loud"), ("LIMIT_REQUESTS_AT_ONCE", "0"),
    ("APPEAL_DEADLINE_SECONDS", "3 days"),
  ]) func aMalformedValueStopsTheStartWithItsName(_ name: String, _ value: String) {
    #expect { try settings([name: value]) } throws: { "\($0)".contains("(\(name))") && "\($0)".contains(value) }
  }

  private func settings(json: String) async throws -> Settings {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(json.utf8).write(to: URL(fileURLWithPath: path))
    let provider = try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
    return try Settings(SettingsReader(config: ConfigReader(provider: provider)))
  }

  @Test func aFileHasNumbersAndTexts() async throws {
    let settings = try await settings(json: "{\"http\":{\"port\":18333},\"limit\":{\"idleSeconds\":\"7\"}}")
    #expect(settings.port == 18_333)
    #expect(settings.limits.idleSeconds == 7)
  }

  @Test(arguments: ["80.5", "[80]", "[\"80\"]", "\"80a\""]) func anotherKindOfValueStopsTheStart(_ value: String) async {
    await #expect(throws: SettingsError.self) { try await settings(json: "{\"http\":{\"port\":\(value)}}") }
  }

  @Test func bothLanguagesHaveTheSameWords() throws {
    let (chinese, english) = (try Words(.chinese), try Words(.english))
    #expect(Set(chinese.texts.keys) == Set(english.texts.keys))
    #expect(!chinese.texts.values.contains("") && !english.texts.values.contains(""))
  }

  @Test func eachKindOfProblemIsSaidInBothLanguages() throws {
    for words in [try Words(.chinese), try Words(.english)] {
      #expect(Problem.Kind.allCases.allSatisfy { words.texts["problem-\($0.rawValue)"] != nil })
    }
  }

  @Test func theDocumentHasEveryTypeOfEventThatIsAppended() {
    let all = Set(EventKind.allCases.map(\.text)).subtracting(["policy", "appeal"])
    #expect(Set(Schema.events.map(\.type)) == all)
  }

  @Test func everyOperationHasANameOfItsOwn() {
    #expect(Set(Endpoints.all.map(\.name)).count == Endpoints.all.count)
  }
}

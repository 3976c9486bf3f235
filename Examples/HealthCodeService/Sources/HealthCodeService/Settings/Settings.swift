import Configuration
import Foundation
import JWTKit
import Logging
import SystemPackage
import Tricolor

/// What the service is started with: from the environment, else from a file, else the default.
struct Settings: Sendable {
  var host = "127.0.0.1"
  var port = 8080
  /// The directory of the store.
  var store = "store"
  /// Who issues tokens, and the file with the public key (PEM) of that office.
  var tokenIssuer = "tricolor"
  var tokenKeyFile = "token-key.pub.pem"
  /// The zone in which pages tell the time.
  var zone = TimeZone.gmt
  var logLevel = Logger.Level.info
  var limits = Limits.Values()
  /// How long an appeal may stay undecided.
  var appealDeadlineSeconds = 3 * 86_400
  /// Whose codes are issued, and the file with the private key (PEM) that signs them; no codes without.
  var codeIssuer = "CN-50"
  var codeKeyFile: String?
  /// The name under which checkpoints of this log go.
  var origin = "tricolor.example/city"

  init() {}

  /// - Throws: ``SettingsError`` for the first setting that does not parse.
  init(_ reader: SettingsReader) throws(SettingsError) {
    host = reader.text("http.host", default: host)
    port = try reader.whole("http.port", in: 0...65_535, default: port)
    store = reader.text("store.path", default: store)
    tokenIssuer = reader.text("token.issuer", default: tokenIssuer)
    tokenKeyFile = reader.text("token.keyFile", default: tokenKeyFile)
    zone = try reader.read("office.zone", default: "Asia/Shanghai", expected: "a name of the zone database") { TimeZone(identifier: $0) }
    logLevel = try reader.read("log.level", default: "info", expected: "trace, debug, info, notice, warning, error or critical") {
      Logger.Level(rawValue: $0)
    }
    limits.bodyByteCount = try reader.whole("limit.bodyByteCount", in: 1_024...(64 << 20), default: limits.bodyByteCount)
    limits.requestsAtOnce = try reader.whole("limit.requestsAtOnce", in: 1...100_000, default: limits.requestsAtOnce)
    limits.requestsPerSecond = try reader.whole("limit.requestsPerSecond", in: 1...1_000_000, default: limits.requestsPerSecond)
    limits.idleSeconds = try reader.whole("limit.idleSeconds", in: 1...3_600, default: limits.idleSeconds)
    limits.requestSeconds = try reader.whole("limit.requestSeconds", in: 1...3_600, default: limits.requestSeconds)
    appealDeadlineSeconds = try reader.whole("appeal.deadlineSeconds", in: 3_600...(365 * 86_400), default: appealDeadlineSeconds)
    codeIssuer = reader.text("code.issuer", default: codeIssuer)
    codeKeyFile = reader.text("code.keyFile")
    origin = reader.text("log.origin", default: origin)
  }

  /// Reads the environment, and the JSON file that `CONFIG_FILE` names, which must then be there.
  static func read() async throws -> Settings {
    let environment = EnvironmentVariablesProvider()
    var providers: [any ConfigProvider] = [environment]
    if let file = ProcessInfo.processInfo.environment["CONFIG_FILE"] {
      do {
        providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
      } catch {
        throw SettingsError(key: "config.file", found: file, expected: "the path of a JSON file of settings (\(error))")
      }
    }
    return try Settings(SettingsReader(config: ConfigReader(providers: providers)))
  }

  /// - Throws: ``SettingsError`` where the file holds no public key.
  func tokenKey() throws -> EdDSA.PublicKey {
    let expected = "the path of a file with an Ed25519 public key in PEM"
    guard let pem = try? String(contentsOfFile: tokenKeyFile, encoding: .utf8), let key = try? EdDSA.PublicKey(pem: pem) else {
      throw SettingsError(key: "token.keyFile", found: tokenKeyFile, expected: expected)
    }
    return key
  }
}

import Foundation
import HealthCode

/// A gate: checks codes from standard input, a file of lines, or pictures, offline, and says what to do.
///
///     Gate KEYS [--status LIST] [--place PLACE] [FILE…]
///
/// KEYS is a signed list of keys, or lines as `riskctl key generate` prints them. A line of input is what a scanner read; a picture (PNG, JPEG) is
/// read by `zbarimg` (Debian's zbar-tools). With `--place`, a check-in for the issuer goes to standard error: a number, not a person.
@main
struct Gate {
  let verifier: CodeVerifier
  let place: Place?

  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let place = try option("--place", &arguments).map { try Place($0) }
    let status = option("--status", &arguments)
    guard let keys = arguments.first else {
      FileHandle.standardError.write(Data("usage: Gate KEYS [--status LIST] [--place PLACE] [FILE…]\n".utf8))
      exit(64)
    }
    let trust = try trust(Array(try Data(contentsOf: URL(filePath: keys))))
    let lists = try status.map { try StatusList.read(Array(try Data(contentsOf: URL(filePath: $0))), trust) } ?? []
    let gate = Gate(verifier: CodeVerifier(trust: trust, statusLists: lists), place: place)
    guard arguments.count > 1 else {
      while let line = readLine() { gate.show(line) }
      return
    }
    for file in arguments.dropFirst() {
      if ["png", "jpg", "jpeg"].contains(URL(filePath: file).pathExtension) {
        gate.show(try scan(file))
      } else {
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") { gate.show(String(line)) }
      }
    }
  }

  /// Says what a code comes to, and what to do.
  func show(_ text: String) {
    let now = Instant(secondsSinceEpoch: Int(Date().timeIntervalSince1970)) ?? .latest
    let answer = verifier.verify(text, at: now)
    let advice = GateAdvice(answer.outcome)
    print(answer.outcome.rawValue, answer.reason.map { "(\($0))" } ?? "", advice.chinese, advice.english)
    if let age = answer.statusAgeSeconds(at: now) { print("  revocations known as of \(age) s ago") }
    guard let place, let checkIn = VenueCheckIn(answer, place: place, at: now) else { return }
    FileHandle.standardError.write(Data("\(checkIn.json)\n".utf8))
  }

  /// What is trusted: a signed list, or single keys.
  static func trust(_ bytes: [UInt8]) throws -> Trust {
    if bytes.first == 0xD2 { return Trust(try TrustList(selfSigned: bytes)) }
    var trust: Trust?
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      // name+hash+base64 of 0x01 and the 32 bytes of an Ed25519 key.
      let parts = line.split(separator: "+", maxSplits: 2)
      guard parts.count == 3, let key = Data(base64Encoded: String(parts[2])), key.first == 1 else { continue }
      let trusted = TrustedKey(try CodeKey(.ed25519, bytes: Array(key.dropFirst())), during: .earliest..<Instant.latest)
      let one = Trust(issuer: String(parts[0]), keys: [trusted])
      if trust == nil { trust = one } else { trust?.add(one) }
    }
    guard let trust else { throw CodeError.keyMaterial(problem: "no key, expected a signed list or keys one a line") }
    return trust
  }

  /// The text of a picture's first symbol; empty where there is none.
  static func scan(_ picture: String) throws -> String {
    let scanner = Process()
    let output = Pipe()
    scanner.executableURL = URL(filePath: "/usr/bin/env")
    scanner.arguments = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture]
    scanner.standardOutput = output
    try scanner.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    scanner.waitUntilExit()
    return text
  }

  /// Takes an option with its value out of the arguments.
  static func option(_ name: String, _ arguments: inout [String]) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
    defer { arguments.removeSubrange(index...index + 1) }
    return arguments[index + 1]
  }
}

import EventJSON
import HealthCode
import Tricolor

/// What `--trust` names: signed lists of keys, or lines of single keys.
struct TrustFile {
  private static let maximumByteCount = 2 * TrustList.maximumByteCount

  /// What a gate trusts by its files: the first is its own; the others may be lists of regions that the first names.
  static func read(_ paths: [String], pin: NamedCodeKey?) throws -> Trust {
    guard let path = paths.first else { throw Failure(.usage, "--trust is missing") }
    let bytes = try InputFile.read(path, upTo: maximumByteCount)
    do {
      guard isSigned(bytes) else {
        guard pin == nil else { throw Failure(.usage, "--trust-key stands with lines of keys, which nobody signed") }
        var trust = try lines(bytes, path)
        for path in paths.dropFirst() { trust.add(try lines(try InputFile.read(path, upTo: maximumByteCount), path)) }
        return trust
      }
      let own = try pin.map { try TrustList(bytes, signedBy: [$0.key]) } ?? TrustList(selfSigned: bytes)
      var trust = Trust(own)
      for path in paths.dropFirst() {
        do {
          try trust.add(regionList: try InputFile.read(path, upTo: maximumByteCount), namedIn: own)
        } catch let error as CodeError {
          throw Failure(.badInput, "\(path): \(error)")
        }
      }
      return trust
    } catch let error as CodeError {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }

  /// A list is a CBOR tag, which no line of text begins with.
  private static func isSigned(_ bytes: [UInt8]) -> Bool { bytes.first == 0xD2 }

  /// Keys, one a line; empty lines and those that begin with # are passed over.
  private static func lines(_ bytes: [UInt8], _ path: String) throws -> Trust {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(.badInput, "\(path): neither a signed list nor a text") }
    var trust: Trust?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.filter { $0 != "\r" }
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      do {
        let named = try NamedCodeKey(line)
        let key = TrustedKey(named.key, during: .earliest..<Instant.latest, maximumLifetimeSeconds: .max)
        let one = Trust(issuer: named.name, keys: [key])
        if trust == nil { trust = one } else { trust?.add(one) }
      } catch let error as FormatError {
        throw Failure(.badInput, "\(path):\(index + 1): \(error)")
      }
    }
    guard let trust else { throw Failure(.badInput, "\(path): no key, expected one a line") }
    return trust
  }
}

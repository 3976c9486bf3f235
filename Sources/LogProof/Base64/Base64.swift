#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Base64 with padding (RFC 4648 section 4), accepted in its one canonical form.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }

  /// The bytes, or nil for anything but what ``encode(_:)`` gives: a signed text must not have two spellings.
  static func decode(_ text: Substring) -> [UInt8]? {
    guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else { return nil }
    return Array(data)
  }
}

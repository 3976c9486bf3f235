/// How strictly a container is read.
///
/// Both forms refuse what could be read in two ways: contradictory headers, repeated keys, bytes after the end, indefinite lengths, critical
/// headers that are not understood, an algorithm that is not the key's. Both take `alg` and `kid` in either header.
public enum Container: Hashable, Sendable {
  /// As this library writes: deterministic CBOR (RFC 8949, 4.2.1), tag 18, no headers but `alg`, `kid` and `typ`, whole seconds, a low s.
  case strict
  /// As other issuers write too: CBOR in any length and order, untagged, tag 18 or tag 61 before it, other headers that are not critical,
  /// times as floats, further claims, a high s.
  case lenient

  var form: CBORReader.Form { self == .strict ? .deterministic : .wellFormed }
}

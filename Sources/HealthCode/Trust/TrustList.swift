/// An issuer's list of the keys that sign its codes, signed by a key that signs nothing else, with the key of the next list inside.
///
/// It also names the regions that codes are taken from, each with the key of its list and what its colors mean here (第五条, 第九条).
public struct TrustList: Hashable, Sendable {
  /// The owner of the keys.
  public let issuer: String
  /// When the list was signed.
  public let issuedAt: Instant
  /// From when on the list must not be relied on.
  public let expiresAt: Instant
  /// Counts the lists of an issuer: an earlier one does not replace a later one.
  public let version: UInt64
  /// The key that signs this list.
  public let listKey: CodeKey
  /// The key that may sign the next list.
  public let nextListKey: CodeKey
  /// The keys, also those that sign no more, for as long as what they signed lives.
  public let keys: [TrustedKey]
  /// The regions that codes are taken from.
  public let regions: [TrustedRegion]

  /// The most bytes of a list.
  public static let maximumByteCount = 1 << 20
  /// The most keys of a list, and the most regions.
  public static let maximumEntryCount = 4_096
  static let type = "application/tricolor-trust+cwt"

  /// A list, to be signed.
  public init(
    issuer: String, issuedAt: Instant, expiresAt: Instant, version: UInt64, listKey: CodeKey, nextListKey: CodeKey, keys: [TrustedKey],
    regions: [TrustedRegion] = []
  ) throws(CodeError) {
    guard CodeClaims.issuerBytes.contains(issuer.utf8.count) else { throw .claim(problem: "an issuer of \(issuer.utf8.count) bytes") }
    guard issuedAt < expiresAt else { throw .claim(problem: "exp \(expiresAt) is not after iat \(issuedAt)") }
    guard keys.count <= Self.maximumEntryCount, regions.count <= Self.maximumEntryCount else {
      throw .claim(problem: "\(keys.count) keys and \(regions.count) regions, expected at most \(Self.maximumEntryCount)")
    }
    guard version <= Int64.max else { throw .claim(problem: "a version of \(version)") }
    self.issuer = issuer
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.version = version
    self.listKey = listKey
    self.nextListKey = nextListKey
    self.keys = keys
    self.regions = regions
  }

  /// Reads the list that follows this one.
  ///
  /// - Throws: as ``init(_:signedBy:)``; ``CodeError/claim(problem:)`` for another issuer's list or one that is not later;
  ///   ``CodeError/signature(problem:)`` unless this list's key or the next one signed it.
  public func successor(_ bytes: [UInt8]) throws(CodeError) -> TrustList {
    let list = try TrustList(bytes, signedBy: [nextListKey, listKey])
    guard list.issuer == issuer else { throw .claim(problem: "a list of \(list.issuer), expected one of \(issuer)") }
    guard list.version > version else { throw .claim(problem: "version \(list.version), expected one after \(version)") }
    return list
  }
}

/// A region that codes are taken from.
public struct TrustedRegion: Hashable, Sendable {
  /// The region's issuer.
  public let issuer: String
  /// The key that signs the region's list.
  public let listKey: CodeKey
  /// What the region's colors are here. A color that is left out is not recognized.
  public let colors: [Color: Color]

  /// A region. By default its colors are ours.
  public init(
    issuer: String, listKey: CodeKey, colors: [Color: Color] = Dictionary(uniqueKeysWithValues: Color.allCases.map { ($0, $0) })
  ) {
    self.issuer = issuer
    self.listKey = listKey
    self.colors = colors
  }
}

/// The keys that a gate takes codes of: those of its own issuer, and of the regions that this issuer trusts.
public struct Trust: Sendable {
  /// A key with its owner and what its colors mean here.
  struct Entry: Sendable {
    let issuer: String
    let key: TrustedKey
    /// Nil for the gate's own issuer: the colors are what they say.
    let colors: [Color: Color]?
    let listExpiresAt: Instant
  }

  private(set) var entries: [KeyID: [Entry]] = [:]
  /// The issuers of which there is a list.
  public private(set) var issuers: Set<String> = []

  /// Trusts the keys of a list.
  public init(_ list: TrustList) {
    add(list, colors: nil)
  }

  /// Trusts single keys of an issuer for as long as there is time: what a gate is given where there are no lists.
  public init(issuer: String, keys: [TrustedKey]) {
    add(keys, issuer: issuer, colors: nil, listExpiresAt: .latest)
  }

  /// Trusts also what another trust does.
  public mutating func add(_ other: Trust) {
    entries.merge(other.entries) { $0 + $1 }
    issuers.formUnion(other.issuers)
  }

  /// Trusts a region's keys, by the list that it published.
  ///
  /// - Parameter bytes: the region's list, as it published it.
  /// - Parameter own: the list that names the region, with the key that its list is signed by and what its colors mean.
  /// - Throws: ``CodeError``; ``CodeError/claim(problem:)`` where `own` does not name the region; ``CodeError/signature(problem:)`` where the
  ///   region's list is signed by another key.
  public mutating func add(regionList bytes: [UInt8], namedIn own: TrustList) throws(CodeError) {
    let list = try TrustList(selfSigned: bytes)
    guard let region = own.regions.first(where: { $0.issuer == list.issuer }) else {
      throw .claim(problem: "\(own.issuer) does not trust \(list.issuer)")
    }
    guard region.listKey == list.listKey else {
      throw .signature(problem: "the list of \(list.issuer) is signed by \(list.listKey.id), expected \(region.listKey.id)")
    }
    add(list, colors: region.colors)
  }

  private mutating func add(_ list: TrustList, colors: [Color: Color]?) {
    add(list.keys, issuer: list.issuer, colors: colors, listExpiresAt: list.expiresAt)
  }

  private mutating func add(_ keys: [TrustedKey], issuer: String, colors: [Color: Color]?, listExpiresAt: Instant) {
    issuers.insert(issuer)
    for key in keys {
      entries[key.key.id, default: []].append(Entry(issuer: issuer, key: key, colors: colors, listExpiresAt: listExpiresAt))
    }
  }

  /// Verifies what an issuer signed beside its codes.
  ///
  /// - Throws: ``CodeError/signature(problem:)`` where no trusted key of the issuer fits, or the one that does might not sign such things then.
  func verify(
    _ message: SignedMessage, of issuer: String, for purpose: TrustedKey.Purpose, issuedAt: Instant
  ) throws(CodeError) {
    guard let id = message.keyID, let entries = entries[id]?.filter({ $0.issuer == issuer }), !entries.isEmpty else {
      throw .signature(problem: "no trusted key of \(issuer) signed this")
    }
    var last: CodeError?
    for entry in entries {
      do throws(CodeError) {
        try message.verify(entry.key.key)
        if let objection = entry.key.objection(to: purpose, issuedAt: issuedAt) { throw .signature(problem: "\(objection)") }
        return
      } catch {
        last = error
      }
    }
    if let last { throw last }
  }
}

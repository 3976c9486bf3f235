import ArgumentParser
import EventJSON
import HealthCode
import Tricolor

/// `riskctl code trust-list`
struct CodeTrustList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust-list",
    abstract: "Writes an issuer's signed list of the keys that sign its codes, and of the regions whose codes are taken.")

  @OptionGroup var key: CodeKeyOptions
  @Option(
    help: ArgumentHelp("A key that signs codes and status lists; again for each.", valueName: "key"), transform: NamedCodeKey.init(_:))
  var signs: [NamedCodeKey]
  @Option(
    help: ArgumentHelp("A key of those that is in other hands, a space, and from when on.", valueName: "key instant"),
    transform: Compromise.init(_:))
  var compromised: [Compromise] = []
  @Option(
    help: ArgumentHelp(
      "The signed list of a region whose codes are taken, its colors being ours unless --maps says otherwise.", valueName: "file")
  )
  var region: [String] = []
  @Option(
    help: ArgumentHelp(
      "A region, a color of its codes, and what that is here. Of a region that is named, colors without a line are not recognized.",
      valueName: "region color color"), transform: ColorMapping.init(_:))
  var maps: [ColorMapping] = []
  @Option(
    help: ArgumentHelp("The key that signs the next list; this list's key if left out.", valueName: "key"), transform: NamedCodeKey.init(_:)
  )
  var next: NamedCodeKey?
  @Option(name: .customLong("list-version"), help: ArgumentHelp("Counts the lists of an issuer.", valueName: "n"))
  var version: UInt64 = 1
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("How long the list and its keys are good for.", valueName: "duration"), transform: Period.init(_:))
  var valid: Period
  @Option(name: .customLong("longest"), help: ArgumentHelp("How long a code may live.", valueName: "duration"), transform: Period.init(_:))
  var longest: Period?
  @Flag(help: "Read what these keys sign as other issuers write too.")
  var lenient = false
  @Option(name: .customLong("output"), help: ArgumentHelp("The list's file.", valueName: "file"))
  var file: String

  /// A key that is in other hands.
  struct Compromise {
    let key: NamedCodeKey
    let from: Instant

    init(_ text: String) throws {
      guard let space = text.lastIndex(of: " ") else { throw FormatError(found: text, expected: "a key, a space and an instant") }
      key = try NamedCodeKey(String(text[..<space]))
      from = try Instant(String(text[text.index(after: space)...]))
    }
  }

  /// What a color of a region is here.
  struct ColorMapping {
    let region: String
    let theirs: Color
    let ours: Color

    init(_ text: String) throws {
      let parts = text.split(separator: " ").map(String.init)
      let colors = parts.dropFirst().compactMap { word in Color.allCases.first { $0.text == word } }
      guard parts.count == 3, colors.count == 2 else {
        throw FormatError(found: text, expected: "a region, its color and ours: KR yellow red")
      }
      (region, theirs, ours) = (parts[0], colors[0], colors[1])
    }
  }

  func run() throws {
    let (signer, issuer) = try key.signer()
    let now = at.instant
    guard let end = Instant(secondsSinceEpoch: Int(now.secondsSinceEpoch) + Int(valid.seconds)), now < end else {
      throw Failure(.usage, "--valid ends past 2099 or at once")
    }
    let keys = signs.map { named in
      let key = TrustedKey(
        named.key, during: now..<end, maximumLifetimeSeconds: longest.map { Int($0.seconds) } ?? TrustedKey.usualLifetimeSeconds,
        container: lenient ? .lenient : .strict)
      return compromised.first { $0.key.key == named.key }.map { key.compromised(from: $0.from) } ?? key
    }
    let regions = try region.map { path -> TrustedRegion in
      do {
        let list = try TrustList(selfSigned: try InputFile.read(path, upTo: TrustList.maximumByteCount))
        let own = maps.filter { $0.region == list.issuer }
        guard !own.isEmpty else { return TrustedRegion(issuer: list.issuer, listKey: list.listKey) }
        return TrustedRegion(
          issuer: list.issuer, listKey: list.listKey, colors: Dictionary(own.map { ($0.theirs, $0.ours) }) { max($0, $1) })
      } catch let error as CodeError {
        throw Failure(.badInput, "\(path): \(error)")
      }
    }
    let list = try TrustList(
      issuer: issuer, issuedAt: now, expiresAt: end, version: version, listKey: signer.key, nextListKey: next?.key ?? signer.key,
      keys: keys, regions: regions)
    try Output.save(try list.signed(by: signer), to: file)
    try printData(try NamedCodeKey.text(of: signer, named: issuer))
  }
}

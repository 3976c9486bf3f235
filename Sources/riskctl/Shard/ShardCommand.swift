import ArgumentParser
import Fleet
import Tricolor

/// `riskctl shard`
struct ShardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard", abstract: "Splits a store into a fleet of stores by person, for more persons than one machine holds.",
    subcommands: [Split.self, Add.self, Append.self, Sign.self])

  /// `riskctl shard split`
  struct Split: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "split", abstract: "Makes a fleet of stores from one; designations and policies go to each.")

    @OptionGroup var store: StoreArgument
    @Argument(help: ArgumentHelp("The fleet's directory; refuses one that exists.", valueName: "dir"))
    var directory: String
    @Option(help: ArgumentHelp("How many stores, 1 to 65536.", valueName: "n"))
    var shards: Int
    @OptionGroup var access: AccessOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
      guard (1...BucketedDigest.bucketCount).contains(shards) else {
        throw ValidationError("--shards \(shards): expected 1 to \(BucketedDigest.bucketCount)")
      }
    }

    func run() async throws {
      let asker = try store.asker(access)
      let engine = asker.store
      try asker.recordForEveryone()
      let last = try engine.view().knownAt
      var progress = Progress("events")
      defer { progress.end() }
      let manifest = try await FleetManifest.split(engine, into: directory, shardCount: shards) { count in
        progress.update(Int(count), fraction: Double(count) / Double(max(last, 1)))
      }
      progress.end()
      try manifest.show(json: output.json)
    }
  }

  /// `riskctl shard add`
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Makes a store that is there already a shard of a fleet; the first one makes the fleet.")

    @Argument(help: ArgumentHelp("The fleet's directory.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("The store's directory, from the fleet's unless it begins with /.", valueName: "store"))
    var store: String
    @Option(
      help: ArgumentHelp("The first bucket whose persons it answers for, 4 hexadecimal digits.", valueName: "bucket"),
      transform: UInt16.init(bucket:))
    var first: UInt16
    @Option(help: ArgumentHelp("The last one.", valueName: "bucket"), transform: UInt16.init(bucket:))
    var last: UInt16
    @OptionGroup var output: JSONFlag

    func run() throws {
      let manifest = try FleetManifest.add(store, answeringFor: try BucketRange(first, through: last), to: directory)
      try manifest.show(json: output.json)
    }
  }

  /// `riskctl shard checkpoint`
  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "Prints a signed statement of every shard's size and root.")

    @Argument(help: ArgumentHelp("The fleet's directory.", valueName: "dir"))
    var directory: String
    @Option(help: ArgumentHelp("The file of the private key that signs.", valueName: "file"))
    var key: String
    @Option(help: ArgumentHelp("The fleet's origin; the key's name if left out.", valueName: "name"))
    var origin: String?

    func run() throws {
      let signer = try CheckpointCommand.signer(key)
      let checkpoint = try FleetDirectory.manifest(in: directory).checkpoint(origin: origin ?? signer.key.name)
      // The note brings its last newline.
      try printData(String(try checkpoint.signed(by: [signer]).description.dropLast()))
    }
  }
}

extension FleetManifest {
  fileprivate func show(json isJSON: Bool) throws {
    if isJSON { return try printJSON(json) }
    for shard in shards {
      try printLine(
        "\(shard.buckets.first.hexadecimal)–\(shard.buckets.last.hexadecimal)  \(shard.persons.counted(.person)), \(shard.sequence.counted(.event))  \(shard.store)"
      )
    }
    for gap in gaps { try printLine("\(gap.first.hexadecimal)–\(gap.last.hexadecimal)  no shard yet") }
  }
}

internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof

/// Recomputes the map of subjects from the log, and compares it and the hash tree with what is stored, with what the log commits to last, and with checkpoints
/// kept elsewhere and the commitments under them.
struct SubjectAudit {
  private let map: SubjectMap?
  private let manifest: SubjectMap.Manifest
  /// Why the stored map cannot be compared.
  private var damage: [String] = []
  /// In ascending order of size.
  private var checkpoints: ArraySlice<Checkpoint>
  /// The commitments that are the last leaves under checkpoints, and the last of the log, by their sequences.
  private var commitments: [UInt64: Commitment] = [:]
  /// The map as computed of the sizes of which it is stated; nil of those that the log has not come to yet.
  private var computed: [UInt64: MapHead?] = [:]
  /// The size of the last checkpoint that the log was found to continue.
  private var agreed: UInt64 = 0
  private var chains: [MapKey: LeafChain] = [:]

  init(_ map: SubjectMap?, _ checkpoints: [Checkpoint], _ log: EventLog, _ transaction: borrowing ReadTransaction) throws {
    self.map = map
    do {
      manifest = try map?.manifest(transaction) ?? SubjectMap.Manifest()
    } catch let error as StoreError {
      manifest = SubjectMap.Manifest()
      damage = [error.description]
    }
    self.checkpoints = checkpoints.sorted { $0.size < $1.size }[...]
    for checkpoint in checkpoints {
      if checkpoint.subjects != nil { computed[checkpoint.size] = .some(nil) }
      // What is damaged the pass over the log comes to in its turn.
      note(try? log.commitment(checkpoint.size, transaction))
    }
    note(try? log.lastCommitment(transaction))
  }

  private mutating func note(_ commitment: Commitment?) {
    guard let commitment else { return }
    commitments[commitment.sequence] = commitment
    computed[commitment.size] = .some(nil)
  }

  /// Takes the next event in, and answers what is wrong at this size of the log.
  ///
  /// - Parameters:
  ///   - subjects: the keys of what it is about.
  ///   - frontier: the tree over the events up to this one.
  mutating func take(
    _ subjects: [MapKey], _ leaf: Digest32, _ frontier: TreeFrontier, _ transaction: borrowing ReadTransaction
  ) throws -> [String] {
    for key in subjects { chains[key, default: LeafChain()].append(index: frontier.size - 1, leafHash: leaf) }
    return try take(frontier, transaction)
  }

  /// Compares what is stored or stated of this size of the log.
  mutating func take(_ frontier: TreeFrontier, _ transaction: borrowing ReadTransaction) throws -> [String] {
    var problems: [String] = []
    if computed[frontier.size] != nil { computed[frontier.size] = head() }
    while let checkpoint = checkpoints.first, checkpoint.size == frontier.size {
      checkpoints.removeFirst()
      if checkpoint.root != frontier.root() {
        problems.append(
          "events \(agreed + 1) to \(checkpoint.size): not those of the checkpoint of size \(checkpoint.size); changed, removed, inserted or in another order"
        )
      } else {
        if let subjects = checkpoint.subjects, subjects != computed[checkpoint.size] {
          problems.append("the checkpoint of size \(checkpoint.size): its map of subjects is not what the log says")
        }
        agreed = checkpoint.size
      }
    }
    if let commitment = commitments[frontier.size], commitment.subjects != computed[commitment.size] {
      problems.append("the commitment of sequence \(commitment.sequence): its map of subjects is not what the log says")
    }
    if let map, manifest.edition > 0, manifest.log.size == frontier.size {
      do { problems += try compare(map, frontier, transaction) } catch let error as StoreError { problems.append(error.description) }
    }
    return problems
  }

  /// What is stored or stated of sizes that the log does not reach.
  func finish(_ frontier: TreeFrontier, _ transaction: borrowing ReadTransaction) throws -> [String] {
    var problems = damage
    problems += checkpoints.map { checkpoint in
      "the log ends at event \(frontier.size), before the checkpoint of size \(checkpoint.size): events were removed, or the store was rolled back"
    }
    if let map {
      if let fingerprint = try map.fingerprint(transaction), fingerprint != SubjectMap.fingerprint {
        problems.append("map of subjects: made by \(fingerprint), expected \(SubjectMap.fingerprint); it is not used")
      }
      if manifest.log.size > frontier.size {
        problems.append("map of subjects: as of event \(manifest.log.size), where the log ends at \(frontier.size)")
      }
    }
    return problems
  }

  private var entries: [SubjectMap.Entry] {
    chains.map { SubjectMap.Entry(key: $0, chain: $1) }.sorted { $0.key < $1.key }
  }

  private func head() -> MapHead {
    var builder = SortedMapBuilder()
    for entry in entries {
      do { try builder.append(entry.mapEntry) } catch { preconditionFailure("the keys of a dictionary are distinct") }
    }
    return MapHead(size: builder.size, root: builder.root())
  }

  /// Compares every entry and every tile of the stored map.
  private func compare(_ map: SubjectMap, _ frontier: TreeFrontier, _ transaction: borrowing ReadTransaction) throws -> [String] {
    for index in 0..<(manifest.head.size + UInt64(SubjectMap.chunkCount) - 1) / UInt64(SubjectMap.chunkCount) {
      _ = try map.chunk(index, of: manifest, transaction)
    }
    let entries = entries
    var builder = SortedMapBuilder()
    for (position, entry) in entries.enumerated() {
      guard UInt64(position) < manifest.head.size, try map.entry(UInt64(position), of: manifest, transaction) == entry else {
        return ["map of subjects: entry \(position) is not what the log says"]
      }
      for tile in try builder.append(entry.mapEntry) {
        let stored = try map.stored(level: tile.level, index: tile.index, of: manifest, transaction)
        if try Digest32(stored) != tile.hash {
          return ["map of subjects: tile \(tile.index) of level \(tile.level) is not the hash of its entries"]
        }
      }
    }
    guard MapHead(size: builder.size, root: builder.root()) == manifest.head else {
      return ["map of subjects: its size or root is not that of its entries"]
    }
    return manifest.log == frontier ? [] : ["map of subjects: made of other events than the first \(frontier.size) of the log"]
  }
}

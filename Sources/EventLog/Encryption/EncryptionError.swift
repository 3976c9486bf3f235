/// Why an encrypted store cannot be opened, or cannot do what it was asked for.
public enum EncryptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no file of keys at the path: without it the store is nothing.
  case noKeys(path: String)
  /// The file of keys belongs to another store.
  case otherStore(path: String)
  /// The file of keys is not what was written.
  case damagedKeys(path: String, problem: String)
  /// The file of keys may only be read, and a key is to be added or erased.
  case readOnlyKeys(path: String)
  /// The place of the keys is inside the store, which they are to be apart from.
  case insideStore(path: String)
  /// The store is not encrypted.
  case notEncrypted(path: String)
  /// What an encrypted store does not do, since it would leave in clear what the store seals.
  case notOfEncrypted(operation: String, path: String)

  public var description: String {
    switch self {
    case .noKeys(let path): "\(path): no keys, expected the file that was made with the store"
    case .otherStore(let path): "\(path): the keys of another store"
    case .damagedKeys(let path, let problem): "\(path): damaged keys: \(problem)"
    case .readOnlyKeys(let path): "\(path): the keys may only be read, expected the right to write them"
    case .insideStore(let path): "\(path): inside the store, expected a place for keys that is not copied with it"
    case .notEncrypted(let path): "\(path): not encrypted"
    case .notOfEncrypted(let operation, let path):
      "\(path): \(operation) is not for an encrypted store: it would leave in clear what the store seals"
    }
  }
}

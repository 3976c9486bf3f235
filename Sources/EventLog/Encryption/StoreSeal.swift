import Crypto
package import LMDB
import Synchronization

/// Seals what an encrypted store says of persons: the values of its tables by AES-GCM under keys of their tables, and the names of persons, identifiers and places that
/// are keys of tables by HMAC. Both follow from the key of the store (HKDF), which is in its ``KeyFile``.
///
/// A sealed value is a nonce of 12 random bytes, the ciphertext and a tag of 16 bytes; the row's key is authenticated with it, so that no value can be moved. NIST SP 800-38D
/// allows 2^32 values under one key with random nonces; a log of 10^12 events has fewer blocks.
package final class StoreSeal: Sendable {
  package let keys: KeyFile
  private let nameKey: SymmetricKey
  private let opened = Mutex(OpenedCache())

  package init(_ keys: KeyFile) {
    self.keys = keys
    nameKey = Self.key("names", of: keys)
  }

  private static func key(_ use: String, of keys: KeyFile) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: keys.storeKey, info: Array("tricolor \(use)".utf8), outputByteCount: 32)
  }

  /// How many bytes of opened values are kept for the next reader: what is read again and again, as columns are, is opened once.
  package func keepOpened(upTo byteCount: Int) { opened.withLock { $0.limit = byteCount } }

  /// Lets go of opened values: something of them was erased.
  package func forgetOpened() { opened.withLock { $0.removeAll() } }

  /// What a person, an identifier or a place is called in a key of a table: 16 bytes from which it cannot be read or guessed without the store's key.
  package func name(_ bytes: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: nameKey)).prefix(16).map { $0 }
  }

  /// The seal of a table's values.
  package func values(of table: String) -> ValueSeal {
    values(of: table) { $0 }
  }

  /// Bytes of a backup, sealed.
  package func sealed(_ bytes: [UInt8]) throws -> [UInt8] {
    // Safe here and below: bytes are their own raw representation.
    try unsafe values(of: Self.backupName).seal(bytes.span.bytes, Self.backupRow.span.bytes)
  }

  /// Opens what ``sealed(_:)`` has sealed.
  ///
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/notSealedByKey`` for anything else.
  package func unsealed(_ bytes: [UInt8]) throws -> [UInt8] {
    try unsafe values(of: Self.backupName).open(bytes.span.bytes, Self.backupRow.span.bytes).bytes
  }

  private static let backupName = "backup"
  private static let backupRow = Array(backupName.utf8)

  /// The seal of the log's blocks; their records are sealed by person besides.
  func blocks(_ table: String) -> ValueSeal {
    values(of: table) { [keys] value in try SealedRecords.open(value, keys) }
  }

  private func values(of table: String, unsealed: @escaping @Sendable ([UInt8]) throws -> [UInt8]) -> ValueSeal {
    let key = Self.key("table \(table)", of: keys)
    return ValueSeal(
      seal: { value, row throws(LMDBError) in
        do {
          // Nil for a nonce of another length than its own alone.
          if let bytes = try AES.GCM.seal(value.array, using: key, authenticating: row.array).combined { return Array(bytes) }
          throw DamagedBytes("a nonce of another length")
        } catch {
          throw LMDBError(.badValueSize, operation: "AES-GCM of a value of \(value.byteCount) bytes")
        }
      },
      open: { [self] sealed, row throws(LMDBError) in
        do {
          let nonce = OpenedCache.Nonce(high: try sealed.integer(at: 0), low: try sealed.integer(at: 8))
          if let known = opened.withLock({ $0[nonce] }) { return known }
          let box = try AES.GCM.SealedBox(combined: sealed.array)
          let value = OpenedValue(try unsealed(Array(try AES.GCM.open(box, using: key, authenticating: row.array))))
          opened.withLock { $0.add(value, nonce) }
          return value
        } catch let error as LMDBError {
          throw error
        } catch {
          throw LMDBError(.notSealedByKey, operation: "table \(table)", path: keys.path)
        }
      })
  }
}

/// Opened values, by the nonces that they were sealed with: no two values have the same. The oldest go first.
private struct OpenedCache {
  struct Nonce: Hashable {
    let high: UInt64
    let low: UInt32
  }

  /// The most bytes of all values together.
  var limit = 64 << 20
  private var values: [Nonce: OpenedValue] = [:]
  private var order: [Nonce] = []
  private var removedCount = 0
  private var byteCount = 0

  subscript(nonce: Nonce) -> OpenedValue? { values[nonce] }

  mutating func add(_ value: OpenedValue, _ nonce: Nonce) {
    guard value.bytes.count <= limit, values.updateValue(value, forKey: nonce) == nil else { return }
    order.append(nonce)
    byteCount += value.bytes.count
    while byteCount > limit {
      byteCount -= values.removeValue(forKey: order[removedCount])?.bytes.count ?? 0
      removedCount += 1
    }
    guard removedCount > order.count / 2 else { return }
    order.removeFirst(removedCount)
    removedCount = 0
  }

  mutating func removeAll() {
    values = [:]
    order = []
    (removedCount, byteCount) = (0, 0)
  }
}

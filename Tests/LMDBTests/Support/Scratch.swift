import Foundation
import LMDB

/// A directory for one test, removed with it, and an environment in it.
final class Scratch: Sendable {
  let directory: String
  /// Where the environment is.
  let path: String

  init() throws {
    directory = NSTemporaryDirectory() + "lmdb-" + UUID().uuidString
    path = directory + "/store"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var dataFile: String { path + "/data.mdb" }

  /// A new environment with a table "numbers".
  func make(options: Environment.Options = .init()) throws -> (Environment, Table<UInt64>) {
    try Environment.create(at: path, options: options) { _ = try $0.createTable("numbers", keyedBy: UInt64.self) }
    let environment = try Environment.open(at: path, options: options)
    return (environment, try environment.table("numbers"))
  }

  func byteCount(of file: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? -1
  }

  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } }
}

extension RawSpan {
  var array: [UInt8] {
    // Safe: the bytes are copied while they are lent.
    unsafe withUnsafeBytes { unsafe [UInt8]($0) }
  }
}

extension Environment {
  /// The value of a key, copied out of a transaction of its own.
  func bytes<Key>(_ key: Key, in table: Table<Key>) throws -> [UInt8]? {
    try read { transaction in try transaction.value(of: key, in: table)?.array }
  }
}

/// The code of the error that the body throws, if it throws one of LMDB's.
func code(_ body: () throws -> Void) -> LMDBError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? LMDBError)?.code
  }
}

struct Refusal: Error, Equatable {}

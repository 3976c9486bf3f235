extension Environment {
  /// Makes an environment, all or nothing: in a directory of its own beside the path, flushed, and renamed when it is complete.
  ///
  /// LMDB itself leaves a file that cannot be opened when it dies at the wrong moment, and flushes no directory. A crash here leaves either
  /// nothing at the path or a complete environment, and perhaps a directory `….creating-` and six characters, which may be deleted.
  ///
  /// - Parameter fill: makes the tables and their first entries, in an environment that is closed afterwards.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/fileExists`` when there is something at the path; what `fill` throws.
  public static func create(at path: String, options: Options = Options(), fill: (Environment) throws -> Void = { _ in }) throws {
    try DirectoryInTheMaking.make(at: path) { temporary in
      let gate = try openGate(at: temporary, flags: 0, options, mapByteCount: options.initialMapByteCount)
      try FileRights.set(options.mode, in: temporary)
      let file = try FileStatus(path: "\(temporary)/\(dataFileName)").id
      // Registered like any other: the file may not be opened a second time.
      let environment = try Registry.shared.environment(of: file) { () throws(LMDBError) in
        Environment(gate, options, file: file, isForWriting: true)
      }
      defer { environment.close() }
      try fill(environment)
    }
  }
}

internal import CLibrary

extension Environment {
  /// Reads every page that the newest state uses, and checks all that LMDB trusts: that each page is the one it says, in one place only,
  /// that everything on it lies inside it and leads to a page, and that keys are in order.
  ///
  /// LMDB checks none of that: on a damaged page it may crash, loop, or write over pages that are in use. After this check it does not, unless
  /// the file is damaged afterwards. What the check does not see is damage to keys that keeps their order, and to values: only a reader that knows what
  /// they should be can see that. Transactions go on meanwhile.
  ///
  /// - Complexity: O(pages), without those of long values: these are counted, and not read.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/corrupted`` and the first page at fault; ``LMDBError/Code/inputOutput`` and the like.
  public func checkStructure() throws { try checkStructure(.everything(but: [])) }

  func checkStructure(_ extent: StructureCheck.Extent) throws {
    // A transaction that reads nothing: while it runs, no page of this state or of a later one is written over.
    try read { _ in
      try PageFile(dataFile.descriptor, path: "\(path)/\(Environment.dataFileName)").check { file in
        var check = try StructureCheck(file, extent)
        try check.run()
      }
    }
  }

  /// Checks the two pages that LMDB believes when it opens a file: it would divide by a page size of zero.
  static func checkHeader(of path: String) throws {
    let descriptor = try checkSystem("open", path: path) { unsafe CLibrary.open(path, O_RDONLY | O_CLOEXEC) }
    defer { CLibrary.close(descriptor) }
    try PageFile(descriptor, path: path).check { _ = try MetaPage.newest(of: $0) }
  }
}

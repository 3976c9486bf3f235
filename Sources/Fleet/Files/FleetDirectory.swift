internal import EventJSON
internal import CLibrary
internal import Tricolor

/// The files of a fleet besides its stores.
public enum FleetDirectory {
  /// The most bytes of `fleet.json`: a shard takes some 300.
  static let maximumByteCount = 64 << 20

  /// Reads a fleet's `fleet.json`.
  ///
  /// - Throws: `InputError`; ``Fault``; ``FleetError/otherProjector(found:expected:)``. A gap is *not* an error here, since a fleet may be in the making.
  public static func manifest(in directory: String) throws -> FleetManifest {
    let path = "\(directory)/\(FleetManifest.fileName)"
    let bytes = try InputFile.read(path, upTo: maximumByteCount)
    let manifest: FleetManifest
    do {
      manifest = try FleetManifest(json: try JSONValue(parsing: bytes, upTo: maximumByteCount))
    } catch {
      throw InputError.refused(name: path, line: 1, error)
    }
    guard manifest.projector == Projector.fingerprint else {
      throw FleetError.otherProjector(found: manifest.projector, expected: Projector.fingerprint)
    }
    return manifest
  }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool {
    // Safe: the path is a C string for the call.
    unsafe access(path, F_OK) == 0
  }

  /// Writes `fleet.json`, whole and on the disk, in place of what was there.
  static func write(_ manifest: FleetManifest, in directory: String) throws {
    try replace("\(directory)/\(FleetManifest.fileName)", with: Array("\(manifest.json)\n".utf8))
  }

  /// Writes a file, whole and on the disk, in place of what was there.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    let file = try SegmentFile(makingAt: path)
    try file.write(bytes)
    try file.synchronize()
    // Safe: the path is a C string for the call. A reader may be another user than the writer, as of any file that is made.
    unsafe chmod(file.path, 0o644)
    try rename(file.path, to: path)
  }

  /// Gives a file or directory its final name.
  static func rename(_ temporary: String, to path: String) throws {
    // Safe: both paths are C strings for the call.
    guard unsafe CLibrary.rename(temporary, path) == 0 else {
      throw InputError.unreadable(name: path, problem: unsafe String(cString: strerror(errno)))
    }
    try BackupDirectory.synchronize(BackupDirectory.parent(of: path))
  }

  /// Removes a file. One that is not there is *not* an error.
  static func remove(_ path: String) throws {
    // Safe: the path is a C string for the call.
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw InputError.unreadable(name: path, problem: unsafe String(cString: strerror(errno)))
    }
  }
}

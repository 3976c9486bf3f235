/// A named table of an environment: keys in ascending order of their bytes, each with a value of bytes.
///
/// A handle: cheap to copy, valid as long as its environment is open, in transactions of that environment only. Get one from
/// ``Environment/table(_:keyedBy:)`` or ``Environment/createTable(_:keyedBy:)``.
public struct Table<Key: TableKey>: Sendable {
  /// The name of the table in the file.
  public let name: String
  @usableFromInline let id: TableID
  /// What its values are sealed by.
  @usableFromInline let seal: ValueSeal?
}

extension Table: Hashable {
  /// Whether both are the same table of the same environment, however its values are sealed.
  public static func == (one: Table, other: Table) -> Bool { one.id == other.id && one.name == other.name }

  /// Hashes what distinguishes tables.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// What the layer without types needs to know of a table.
@usableFromInline
struct TableID: Sendable, Hashable {
  /// LMDB's handle.
  let index: UInt32
  /// The ``Environment`` that the handle belongs to.
  let environment: UInt64
  /// Whether the leaves of the table were not checked, since the caller does not use it.
  var isUnread = false
}

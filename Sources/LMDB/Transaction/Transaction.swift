/// A transaction: one consistent state of the environment, lent to a synchronous closure.
///
/// Neither kind can be copied, kept, or carried over an `await`: the compiler refuses it.
public protocol Transaction: ~Copyable {
  /// LMDB's transaction.
  var raw: RawTransaction { get }
}

/// LMDB's handle of a transaction, opaque outside this module.
@safe public struct RawTransaction {
  /// Safe: live as long as the closure that its owner is lent to. A copy that outlives it has nothing that would use it.
  let handle: OpaquePointer
  /// The ``Environment`` that the transaction belongs to.
  let environment: UInt64
  /// What was opened of sealed values; nil where no table of the environment has any.
  let opened: OpenedValues?

  init(_ handle: OpaquePointer, of environment: UInt64, _ opened: OpenedValues?) {
    unsafe self.handle = handle
    self.environment = environment
    self.opened = opened
  }
}

/// A transaction that reads, lent by ``Environment/read(_:)``.
public struct ReadTransaction: Transaction, ~Copyable {
  public let raw: RawTransaction

  init(_ raw: RawTransaction) {
    self.raw = raw
  }
}

/// The transaction that writes, lent by ``Environment/write(_:)``. There is one at a time, in all processes.
///
/// What it reads includes what it has written. A span that it lends is good until its next write: copy what must last longer.
public struct WriteTransaction: Transaction, ~Copyable {
  public let raw: RawTransaction
  let outcome: WriteOutcome

  init(_ raw: RawTransaction, _ outcome: WriteOutcome) {
    self.raw = raw
    self.outcome = outcome
  }
}

/// What the lender of the transaction must know, even where the closure swallows the error.
final class WriteOutcome {
  var isMapFull = false
}

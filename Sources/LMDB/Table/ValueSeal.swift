/// What the values of a table are turned into on their way to the file, and back: encryption at rest, by keys that this module does not know.
///
/// A table's keys are not sealed, since they are its order: what may not be read must not be in them.
public struct ValueSeal: Sendable {
  /// Turns a value into the bytes that the file gets.
  public typealias Sealing = @Sendable (_ value: RawSpan, _ key: RawSpan) throws(LMDBError) -> [UInt8]
  /// Turns the file's bytes back into the value.
  public typealias Opening = @Sendable (_ sealed: RawSpan, _ key: RawSpan) throws(LMDBError) -> OpenedValue

  /// Seals a value.
  public let seal: Sealing
  /// Opens a value.
  public let open: Opening

  /// - Parameters:
  ///   - seal: given the value and the key that it is put at.
  ///   - open: given what `seal` returned and the same key; throws ``LMDBError/Code/notSealedByKey`` for anything else.
  public init(seal: @escaping Sealing, open: @escaping Opening) {
    self.seal = seal
    self.open = open
  }
}

/// A sealed value, opened: in memory of its own.
public final class OpenedValue: Sendable {
  /// The value.
  public let bytes: [UInt8]

  /// - Parameter bytes: the value.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where the value lies while this object lives.
  @unsafe var address: UnsafeRawBufferPointer {
    // Safe: an array's elements stay where they are while it lives unchanged, and this one is a constant of the object.
    unsafe bytes.withUnsafeBytes { unsafe $0 }
  }
}

/// The values that a transaction has opened: kept until it ends, since it lends them until then.
final class OpenedValues {
  /// By where the sealed bytes lie, which in a snapshot stay what they are.
  private var byAddress: [UInt: OpenedValue] = [:]
  /// Those of a transaction that writes, and so may put other bytes in the same place.
  private var others: [OpenedValue] = []
  private let isSnapshot: Bool

  init(ofSnapshot isSnapshot: Bool) {
    self.isSnapshot = isSnapshot
  }

  /// Opens a value, and keeps it.
  @unsafe
  func open(_ sealed: UnsafeRawBufferPointer, _ key: RawSpan, _ seal: ValueSeal) throws(LMDBError) -> UnsafeRawBufferPointer {
    let address = UInt(bitPattern: sealed.baseAddress)
    if isSnapshot, let known = byAddress[address] { return unsafe known.address }
    // Safe: the caller's transaction keeps the sealed bytes in place for the call.
    let opened = try unsafe seal.open(RawSpan(_unsafeBytes: sealed), key)
    if isSnapshot {
      byAddress[address] = opened
    } else {
      others.append(opened)
    }
    return unsafe opened.address
  }
}

/// The value that a cursor has opened: kept until it moves on.
@usableFromInline
final class OpenedAtCursor {
  private let seal: ValueSeal
  private var value: OpenedValue?

  @usableFromInline
  init(_ seal: ValueSeal) {
    self.seal = seal
  }

  @usableFromInline
  func forget() { value = nil }

  @unsafe @usableFromInline
  func open(_ sealed: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer) throws(LMDBError) -> UnsafeRawBufferPointer {
    if let value { return unsafe value.address }
    // Safe: the cursor's transaction keeps the bytes of both in place for the call.
    let opened = try unsafe seal.open(RawSpan(_unsafeBytes: sealed), RawSpan(_unsafeBytes: key))
    value = opened
    return unsafe opened.address
  }
}

/// One event of the population before it is spelled out: 24 bytes.
struct Record {
  /// When it is recorded, in seconds since the period began.
  var recordedAt: UInt32 = 0
  /// When it occurs, in seconds since the period began.
  var at: UInt32
  /// Its own end, 0 for none.
  var until: UInt32 = 0
  /// The person by number, ``Record/nobody`` for designations and policies.
  var person: UInt32 = Record.nobody
  /// A stay's, entry's or designation's place; a policy's position; the number of the retracted record among the person's; for a contact the index case.
  var detail: UInt32 = 0
  /// Its number among the person's records.
  var number: UInt16 = 0
  var deed: Deed
  /// Whether a retraction of it follows.
  var isRetracted = false

  static let nobody = UInt32.max
}

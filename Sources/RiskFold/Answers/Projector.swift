/// The projector's identity, which everything derived from the log carries.
public enum Projector {
  /// Raised whenever an answer could change.
  public static let version: UInt32 = 7
  /// The fingerprint that answers and what is derived carry, the latter with its format's.
  public static var fingerprint: String { "tricolor-projector-\(version)" }
}

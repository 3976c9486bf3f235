/// The projector's identity, which everything derived from the log carries.
public enum Projector {
  /// Raised whenever an answer could change.
  public static let version: UInt32 = 6
  /// The fingerprint that anything derived carries and is refused without.
  public static var fingerprint: String { "tricolor-projector-\(version)" }
}

/// The projector's identity, which everything derived from the log carries.
public enum Projector {
  /// Raised whenever an answer or the form of anything derived could change.
  public static let version: UInt32 = 6
  /// The fingerprint that anything derived carries and is refused without: the projector's version and the derived format's.
  public static var fingerprint: String { "tricolor-projector-\(version)" }
}

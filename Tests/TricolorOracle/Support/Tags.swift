import Testing

extension Tag {
  /// Answers are compared with answers that were computed elsewhere or by hand.
  @Tag static var conformance: Self
  /// What must hold for every log is tried on random ones.
  @Tag static var property: Self
}

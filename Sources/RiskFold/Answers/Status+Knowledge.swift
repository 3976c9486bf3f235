import RiskModel

extension Status {
  /// The same answer, given by the position of the log up to which a fold was fed.
  package func known(at sequence: UInt64) -> Status {
    Status(
      person: person, pseudonyms: pseudonyms, at: at, knownAt: sequence, color: color, registered: registered, nextChange: nextChange,
      policy: policy, grounds: grounds, notices: notices)
  }
}

import Tricolor

/// `riskctl status STORE PERSON [--at T] [--known-at K] [--json]`, the question that systems ask again and again, a process each.
///
/// Read without the parser of arguments, which takes a fifth of such a process to make its commands ready. Whatever is not exactly this form is for that parser,
/// which says what is wrong with it.
struct PlainStatus {
  private let store: String
  private let person: PersonID
  private let at: Instant?
  private let knownAt: KnownAt?
  private let isJSON: Bool

  /// Nil for arguments of another form.
  init?(_ arguments: [String]) {
    guard arguments.first == "status" else { return nil }
    var rest = arguments.dropFirst()
    var positions: [String] = []
    var (at, knownAt, isJSON): (Instant?, KnownAt?, Bool) = (nil, nil, false)
    while let argument = rest.popFirst() {
      switch argument {
      case "--json" where !isJSON: isJSON = true
      case "--at" where at == nil:
        at = rest.popFirst().flatMap { try? Instant($0) }
        if at == nil { return nil }
      case "--known-at" where knownAt == nil:
        knownAt = rest.popFirst().flatMap { try? KnownAt($0) }
        if knownAt == nil { return nil }
      default:
        if argument.isEmpty || argument.hasPrefix("-") { return nil }
        positions.append(argument)
      }
    }
    guard positions.count == 2, let person = try? PersonID(positions[1]) else { return nil }
    (store, self.person, self.at, self.knownAt, self.isJSON) = (positions[0], person, at, knownAt, isJSON)
  }

  /// Prints the answer.
  ///
  /// - Returns: whether there is one: an accountable store answers with options of access only, which are not of this form.
  func answer() throws -> Bool {
    People.choose(language: nil, zone: nil)
    do {
      try StatusReport.print(asJSON: isJSON) {
        try Reader.read(store, about: person) { reader in
          (try reader.view(asKnownAt: knownAt ?? .latest).status(of: person, at: at ?? Engine.systemClock()), reader)
        }
      }
      return true
    } catch AccessError.accountable {
      return false
    }
  }
}

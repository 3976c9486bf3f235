/// What a type of event is, for whatever reads, writes, matches or says events of any type.
///
/// One object for each type, since it is looked up for each event.
public final class EventType: Sendable {
  /// The word that an event's `type` says.
  public let word: String
  /// What an event of the type bears on, which decides where what is derived keeps it.
  public let subject: Subject
  /// The fields besides the envelope and the `person`, in the order in which JSON is written.
  public let fields: [EventField]
  /// The same in the order in which people say them.
  public let spoken: [EventField]
  /// The same in the order in which examples vary them, the first most slowly.
  package let varied: [EventField]
  /// Whether it says what an office decided, and not what was found of a person.
  public let isDecision: Bool
  /// Whether what its place is designated as, or a place above it, may make an event of the type open a hold.
  public let meetsDesignations: Bool

  /// What an event bears on.
  public enum Subject: Sendable {
    /// The colors of the person that its `person` is a pseudonym of.
    case person
    /// Which pseudonyms are one person.
    case identity
    /// The persons that are or were at its place, or came from there.
    case place
    /// Everyone: a policy.
    case rules
    /// What the event that it names bore on.
    case target

    /// Whether such an event has a `person`.
    var hasPerson: Bool {
      switch self {
      case .person, .identity: true
      case .place, .rules, .target: false
      }
    }
  }

  /// - Parameters:
  ///   - spoken: the keys in the order in which people say them, where that is not the order of JSON.
  ///   - varied: the keys in the order in which examples vary them, where that is not the order of JSON.
  init(
    _ word: String, on subject: Subject, _ fields: [EventField], spoken: [String]? = nil, varied: [String]? = nil, isDecision: Bool = false,
    meetsDesignations: Bool = false
  ) {
    func ordered(_ keys: [String]?) -> [EventField] { keys.map { $0.compactMap { key in fields.first { $0.key == key } } } ?? fields }
    self.word = word
    self.subject = subject
    self.fields = fields
    self.spoken = ordered(spoken)
    self.varied = ordered(varied)
    self.isDecision = isDecision
    self.meetsDesignations = meetsDesignations
  }

  /// The fields that a pattern may list values of.
  package var matched: [EventField] { fields.filter(\.content.isMatched) }

  /// The key of the first field with a code among some terms that is none of its values; `type` for terms with a bit of no field; nil for terms that an
  /// event of the type may have.
  package func fault(in terms: UInt8) -> String? {
    var known: UInt8 = 0
    // A span, since it lends its elements where a collection copies them.
    let list = fields
    let fields = list.span
    for index in fields.indices {
      known |= fields[index].mask << fields[index].shift
      if !fields[index].isValid(fields[index].code(in: terms)) { return fields[index].key }
    }
    return terms & ~known == 0 ? nil : "type"
  }
}

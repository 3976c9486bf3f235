/// That a code was shown at a place: what a gate hands to the code's issuer, which alone knows the number's person.
///
/// The issuer makes a `stay` of it where the policy in force asks for stays, and drops it otherwise. The gate learns nothing of the person,
/// the issuer nothing that the code's holder did not show.
public struct VenueCheckIn: Hashable, Sendable {
  /// The code's issuer.
  public let issuer: String
  /// The number of the code.
  public let number: CodeNumber
  /// Where it was shown.
  public let place: Place
  /// When.
  public let at: Instant

  /// A check-in with a code that has a good signature, also one that opened no gate; nil where there is none.
  public init?(_ answer: GateAnswer, place: Place, at: Instant) {
    guard let claims = answer.claims else { return nil }
    self.init(issuer: claims.issuer, number: claims.number, place: place, at: at)
  }

  /// A check-in of a visitor's code by the symbol at the door.
  public init?(_ answer: GateAnswer, at venue: VenueCode, _ instant: Instant) { self.init(answer, place: venue.place, at: instant) }

  init(issuer: String, number: CodeNumber, place: Place, at: Instant) {
    self.issuer = issuer
    self.number = number
    self.place = place
    self.at = at
  }

  /// The form that a gate hands over, an object on one line.
  public var json: JSONValue {
    .object(["issuer": .text(issuer), "number": .text(number), "place": .text(place), "at": .text(at)])
  }

  /// Reads the same form.
  ///
  /// - Throws: `Fault` with the key of the fault.
  public init(json: JSONValue) throws(Fault) {
    guard case .object(let object) = json, object.members.count == 4 else {
      throw Fault(path: "", problem: "expected an object of issuer, number, place and at")
    }
    func text(_ key: String) throws(Fault) -> String {
      guard case .string(let text)? = object[key] else { throw Fault(path: key, problem: "expected a text") }
      return text.string
    }
    func value<Value>(_ key: String, _ read: (String) throws(FormatError) -> Value) throws(Fault) -> Value {
      let text = try text(key)
      do { return try read(text) } catch { throw Fault(path: key, problem: error.description) }
    }
    self.init(
      issuer: try text("issuer"), number: try value("number") { (text) throws(FormatError) in try CodeNumber(text) },
      place: try value("place") { (text) throws(FormatError) in try Place(text) },
      at: try value("at") { (text) throws(FormatError) in try Instant(text) })
  }
}

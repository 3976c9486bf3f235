import RiskModel

/// The words of one line of a case file, read from the left.
struct CaseLine {
  let number: Int
  private let start: Instant
  private let words: [String]
  private var position = 0

  init(_ text: String, number: Int, start: Instant) throws(Fault) {
    self.number = number
    self.start = start
    guard let words = Self.words(of: text) else {
      throw Fault(path: "line \(number)", problem: "a double quote is not closed")
    }
    self.words = words
  }

  /// The words between white space; those between double quotes as they are. Nil where a quote is not closed.
  private static func words(of text: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isOpen = false
    var isQuoted = false
    for character in text {
      if isQuoted {
        if character == "\"" { isQuoted = false } else { word.append(character) }
      } else if character == "\"" {
        isQuoted = true
        isOpen = true
      } else if character.isWhitespace {
        if isOpen { words.append(word) }
        word = ""
        isOpen = false
      } else if character == "#", !isOpen {
        break
      } else {
        word.append(character)
        isOpen = true
      }
    }
    if isOpen { words.append(word) }
    return isQuoted ? nil : words
  }

  /// The next word, without taking it.
  func peek() -> String? { position < words.count ? words[position] : nil }

  /// Every word that is left, with spaces between.
  mutating func rest() -> String {
    defer { position = words.count }
    return words[position...].joined(separator: " ")
  }

  func fault(_ problem: String) -> Fault { Fault(path: "line \(number)", problem: problem) }

  /// Refuses what is left.
  func finish() throws(Fault) {
    if let word = peek() { throw fault("\"\(word)\" was not expected; the line ends before it") }
  }

  /// Takes the next word.
  mutating func next(_ expected: String) throws(Fault) -> String {
    guard let word = peek() else { throw fault("the line ends, expected \(expected)") }
    position += 1
    return word
  }

  /// Takes the next word, which must be this one.
  mutating func word(_ word: String) throws(Fault) -> String {
    let found = try next("\"\(word)\"")
    guard found == word else { throw fault("\"\(found)\", expected \"\(word)\"") }
    return found
  }

  /// Takes the next word if it is this one.
  mutating func skip(_ word: String) -> Bool {
    guard peek() == word else { return false }
    position += 1
    return true
  }

  /// Takes the next word by its text form.
  mutating func read<Value>(_ expected: String, _ read: (String) throws(FormatError) -> Value) throws(Fault) -> Value {
    let word = try next(expected)
    do {
      return try read(word)
    } catch {
      throw fault(error.description)
    }
  }

  /// Takes `day N`, `day N HH:MM`, `day N HH:MM:SS`, or an RFC 3339 instant.
  mutating func instant() throws(Fault) -> Instant {
    guard skip("day") else { return try read("when: day N, day N HH:MM, or an RFC 3339 instant", Instant.init(_:)) }
    let day = try read("the number of the day") { text throws(FormatError) -> Int in
      guard let day = Int(text), (-36_500...36_500).contains(day) else { throw FormatError(found: text, expected: "the number of a day") }
      return day
    }
    var seconds = (day - 1) * 86_400
    if let word = peek(), let time = Self.secondsOfDay(word) {
      position += 1
      seconds += time
    }
    guard let instant = Instant(secondsSinceEpoch: Int(start.secondsSinceEpoch) + seconds) else {
      throw fault("day \(day) is out of the years from 1970 to 2099")
    }
    return instant
  }

  /// `HH:MM` or `HH:MM:SS` in seconds; nil for a word of another form.
  private static func secondsOfDay(_ word: String) -> Int? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) } + [0]
    guard numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
    return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
  }

  /// Takes `until` and an instant, if they come next.
  mutating func optionalUntil() throws(Fault) -> Instant? { skip("until") ? try instant() : nil }
}

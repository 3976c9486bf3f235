import Configuration

/// Reads settings so that one that does not parse stops the start, with its name.
///
/// swift-configuration 1.4.0 takes the default for a value that does not parse, without a word (`int(forKey:default:)`); only its `required`
/// functions throw. So a setting is asked for as a text, which always parses, and read here.
struct SettingsReader {
  let config: ConfigReader

  /// A setting as a text; nil where it is not given.
  ///
  /// A number in a JSON file is no text to swift-configuration, which then says that there is none: each kind of value is asked for.
  /// (True is the number 1 to it, and cannot be told from one.)
  func text(_ key: String) -> String? {
    let key = ConfigKey(key)
    if let text = config.string(forKey: key) { return text }
    if let number = config.int(forKey: key) { return "\(number)" }
    if let number = config.double(forKey: key) { return "\(number)" }
    if let texts = config.stringArray(forKey: key) { return "\(texts)" }
    return config.doubleArray(forKey: key).map { "\($0)" }
  }

  func text(_ key: String, default value: String) -> String { text(key) ?? value }

  func whole(_ key: String, in range: ClosedRange<Int>, default value: Int) throws(SettingsError) -> Int {
    guard let text = text(key) else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw SettingsError(key: key, found: text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func read<Value>(_ key: String, default value: String, expected: String, _ parse: (String) -> Value?) throws(SettingsError) -> Value {
    let text = text(key, default: value)
    guard let parsed = parse(text) else { throw SettingsError(key: key, found: text, expected: expected) }
    return parsed
  }

  func required(_ key: String, expected: String) throws(SettingsError) -> String {
    guard let text = text(key), !text.isEmpty else { throw SettingsError(key: key, found: "", expected: expected) }
    return text
  }
}

/// A setting with which the service does not start.
struct SettingsError: Error, Hashable, CustomStringConvertible {
  let key: String
  let found: String
  let expected: String

  /// The name of the setting in the environment: `http.port` is `HTTP_PORT`.
  var description: String {
    let variable = key.map { $0 == "." ? "_" : $0.isUppercase ? "_\($0)" : String($0) }.joined().uppercased()
    return "setting \(key) (\(variable)) is \"\(found)\", expected \(expected)"
  }
}

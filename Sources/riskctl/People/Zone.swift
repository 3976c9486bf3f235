import CLibrary
import Casework
import Tricolor

/// A zone of time in which people read instants.
enum Zone: Hashable, Sendable {
  /// So many seconds ahead of UTC, always.
  case offset(seconds: Int)
  /// A zone of the system's database, by its name.
  case named(String)
  /// The machine's own.
  case machine

  /// Reads an offset, `+08:00`, or a name of the zone database, `Asia/Shanghai`; `UTC` and `Z` need no database.
  init(_ text: String) throws(FormatError) {
    if ["UTC", "Z"].contains(text) {
      self = .offset(seconds: 0)
    } else if let seconds = Self.seconds(inOffset: text) {
      self = .offset(seconds: seconds)
    } else if Self.isInDatabase(text) {
      self = .named(text)
    } else {
      throw FormatError(found: text, expected: "an offset as in +08:00, or a name in \(Self.database) as in Asia/Shanghai")
    }
  }

  /// How far the zone is ahead of UTC at an instant, in seconds: whole minutes, as an offset in RFC 3339 is.
  ///
  /// For a named zone, after ``People/choose(language:zone:)`` has made it the process's.
  func offset(at instant: Instant) -> Int {
    if case .offset(let seconds) = self { return seconds }
    var time = time_t(instant.secondsSinceEpoch)
    var local = unsafe tm()
    // Safe: both are this function's own.
    unsafe localtime_r(&time, &local)
    return unsafe local.tm_gmtoff / 60 * 60
  }

  /// What it is called.
  var name: String {
    switch self {
    case .offset(let seconds): seconds == 0 ? "UTC" : Self.text(offset: seconds)
    case .named(let name): name
    case .machine: Self.machineName
    }
  }

  /// An offset as RFC 3339 writes it.
  static func text(offset seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = abs(seconds) / 60
    return seconds == 0 ? "Z" : (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }

  private static func seconds(inOffset text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 6, let sign = [0x2B: 1, 0x2D: -1][bytes[0]], bytes[3] == 0x3A else { return nil }
    let digits = [1, 2, 4, 5].map { Int(bytes[$0]) - 0x30 }
    guard digits.allSatisfy((0...9).contains) else { return nil }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    return hours < 24 && minutes < 60 ? sign * (hours * 60 + minutes) * 60 : nil
  }

  /// Where the zone database is (tzset(3)).
  private static let database: String = {
    // Safe: the text is the C library's and is copied at once; nothing sets the environment before.
    unsafe getenv("TZDIR").map { unsafe String(cString: $0) } ?? "/usr/share/zoneinfo"
  }()

  /// Whether a name is a file of the database: the C library takes any other for UTC and says nothing.
  private static func isInDatabase(_ name: String) -> Bool {
    let components = name.split(separator: "/", omittingEmptySubsequences: false)
    guard components.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return false }
    var status = stat()
    // Safe: the path is a C string for the call, and the status this function's own.
    return unsafe stat("\(database)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static var machineName: String {
    // Safe: the text is the C library's and is copied at once; nothing sets the environment meanwhile.
    if let set = unsafe getenv("TZ").map({ unsafe String(cString: $0) }) {
      let name = set.drop { $0 == ":" }
      return name.isEmpty || ["UTC", "Etc/UTC", "UTC0"].contains(name) ? "UTC" : String(name)
    }
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    // Safe: one byte is kept for the end of the text.
    let length = unsafe readlink("/etc/localtime", &target, target.count - 1)
    let path = String(decoding: target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let start = path.firstRange(of: "zoneinfo/") else {
      return unsafe CLibrary.access("/etc/localtime", F_OK) == 0 ? "local time" : "UTC"
    }
    let name = path[start.upperBound...]
    return ["UTC", "Etc/UTC", "Universal", "Zulu"].contains(name) ? "UTC" : String(name)
  }
}

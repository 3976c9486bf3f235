import ArgumentParser
import CLibrary
import Synchronization
import Tricolor

/// How people are addressed: chosen once, by the options of a command, before it runs.
enum People {
  private static let chosen = Mutex((language: Language.ofEnvironment, zone: Zone.machine))

  static var language: Language { chosen.withLock { $0.language } }
  static var zone: Zone { chosen.withLock { $0.zone } }

  static func choose(language: Language?, zone: Zone?) {
    chosen.withLock { chosen in
      if let language { chosen.language = language }
      if let zone { chosen.zone = zone }
    }
    // The C library reads the zone from the environment.
    // Safe: the options are read before any other thread begins.
    if case .named(let name) = zone { unsafe _ = setenv("TZ", ":\(name)", 1) }
    tzset()
  }
}

/// `--zone` and `--language`.
struct PeopleOptions: ParsableArguments {
  // An offset may begin as an option does.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("People's zone, an offset or a name as in Asia/Shanghai; the machine's if left out.", valueName: "zone"),
    transform: Zone.init(_:))
  var zone: Zone?
  @Option(help: ArgumentHelp("People's language, en or zh; LANG's if left out.", valueName: "language"))
  var language: Language?

  func validate() throws { People.choose(language: language, zone: zone) }
}

extension Instant {
  /// The instant as people read it: RFC 3339 in their zone, `2021-11-07T08:00:00+08:00`.
  var local: String {
    let offset = People.zone.offset(at: self)
    guard offset != 0 else { return description }
    var time = time_t(Int(secondsSinceEpoch) + offset)
    var local = unsafe tm()
    // Safe: both are this function's own.
    unsafe gmtime_r(&time, &local)
    func digits(_ value: Int32, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return unsafe "\(digits(local.tm_year + 1_900, 4))-\(digits(local.tm_mon + 1, 2))-\(digits(local.tm_mday, 2))T"
      + "\(digits(local.tm_hour, 2)):\(digits(local.tm_min, 2)):\(digits(local.tm_sec, 2))" + Zone.text(offset: offset)
  }

  /// The day of it, as people read it: `2021-11-07`.
  var localDay: String { String(local.prefix(10)) }

  /// As many columns as ``local`` has in the zone, at most.
  static var localWidth: Int { People.zone.name == "UTC" ? 20 : 25 }
}

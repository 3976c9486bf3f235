import ArgumentParser
import CLibrary

/// A language in which people are addressed. What is for machines, and what is wrong with a command, is English.
enum Language: String, CaseIterable, ExpressibleByArgument, Sendable {
  case english = "en"
  case chinese = "zh"

  /// That of the environment: of LC_ALL, LC_MESSAGES and LANG the first that is set, as gettext(3) reads them; English if it names another.
  static var ofEnvironment: Language {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      // Safe: the text is the C library's and is copied at once; nothing sets the environment meanwhile.
      guard let value = unsafe getenv(name).map({ unsafe String(cString: $0) }), !value.isEmpty else { continue }
      return value.hasPrefix("zh") ? .chinese : .english
    }
    return .english
  }
}

import CLibrary

/// A bar with rate and remaining time on standard error, where that is a terminal and the work lasts over a second.
struct Progress {
  private let noun: String
  private let started = ContinuousClock.now
  private var drawn = ContinuousClock.now
  private var isShown = false

  /// - Parameter noun: what is counted: "events".
  init(_ noun: String) {
    self.noun = noun
  }

  /// Shows how far the work is.
  ///
  /// - Parameter fraction: the part that is done, where the whole is known.
  mutating func update(_ count: Int, fraction: Double?) {
    let now = ContinuousClock.now
    guard Terminal.showsProgress, now - started > .seconds(1), now - drawn > .milliseconds(100) else { return }
    drawn = now
    isShown = true
    let seconds = (now - started) / .seconds(1)
    var line = "\(count.grouped) \(noun), \(Int(Double(count) / seconds).grouped)/s"
    if let fraction, fraction > 0 {
      let width = 24
      let full = min(width, Int(fraction * Double(width)))
      let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
      line =
        "\(bar) \(String(Int(fraction * 100)).aligned(to: 3)) %  \(line), \(Self.text(seconds: Int(seconds / fraction - seconds))) left"
    }
    write("\r\(line)\u{1B}[K")
  }

  /// Takes the bar away.
  mutating func end() {
    if isShown { write("\r\u{1B}[K") }
    isShown = false
  }

  private static func text(seconds: Int) -> String {
    seconds < 60
      ? "\(seconds) s" : seconds < 3_600 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3_600) h \(seconds / 60 % 60) min"
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)
    unsafe _ = CLibrary.write(STDERR_FILENO, &bytes, bytes.count)
  }
}

import Tricolor

/// What was found wrong with something that was checked: printed, and the answer is no where there is any.
struct FaultReport {
  /// What was checked.
  let name: String
  let faults: [String]

  /// - Parameter members: what the JSON says besides.
  /// - Parameter sound: what is printed where there is no fault.
  /// - Throws: ``Failure`` where there are faults, once they are printed.
  func print(_ output: JSONFlag, _ members: [JSONObject.Member] = [], sound: String) throws {
    if output.json {
      let own = [("ok", JSONValue.bool(faults.isEmpty)), ("faults", .array(faults.map(JSONValue.text)))]
      try printJSON(.object(try JSONObject(try own.map { .init(key: try Text($0.0, bytes: 1...16), value: $0.1) } + members)))
    } else if faults.isEmpty {
      try printLine(sound)
    } else {
      for fault in faults { try printLine(fault) }
    }
    guard !faults.isEmpty else { return }
    try Output.standard.flush()
    throw Failure(.answerIsNo, "\(name): \(faults.count.grouped) fault\(faults.count == 1 ? "" : "s"), expected none")
  }
}

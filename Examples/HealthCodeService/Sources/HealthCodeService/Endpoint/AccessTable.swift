import HTTPTypes

/// Who may use what, as the table of the documentation: made from the endpoints, and held against the file by a test.
enum AccessTable {
  static var markdown: String {
    let roles = Role.allCases
    var lines = [
      "| endpoint | " + roles.map(\.rawValue).joined(separator: " | ") + " |",
      "| --- |" + String(repeating: " --- |", count: roles.count),
    ]
    for endpoint in Endpoints.all {
      let cells = roles.map { role in
        if case .open = endpoint.access { return "open" }
        return TokenPurpose.allCases.filter { endpoint.access.allows(role, for: $0) }.map(\.rawValue).joined(separator: ", ")
      }
      lines.append("| `\(endpoint.method.rawValue) \(endpoint.path)` | " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

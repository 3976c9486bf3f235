/// Who may use an endpoint, and for what.
enum Access: Sendable {
  /// Everybody, without a token: it says nothing about any person.
  case open
  /// The roles, each for its purposes.
  case granted([Grant])

  /// A role with the purposes for which it may use an endpoint.
  struct Grant: Sendable {
    let role: Role
    let purposes: Set<TokenPurpose>
  }

  /// The grants of a table's row, in order.
  static func to(_ grants: (Role, Set<TokenPurpose>)...) -> Access { .granted(grants.map { Grant(role: $0.0, purposes: $0.1) }) }

  func allows(_ role: Role, for purpose: TokenPurpose) -> Bool {
    switch self {
    case .open: true
    case .granted(let grants): grants.contains { $0.role == role && $0.purposes.contains(purpose) }
    }
  }
}

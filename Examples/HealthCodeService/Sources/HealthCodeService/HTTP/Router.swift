import HTTPTypes

/// Finds the endpoint of a path and a method.
///
/// A path that some endpoint has with another method answers 405 with what it allows; GET stands for HEAD too. Hummingbird's own router answers 404
/// to both.
struct Router: Sendable {
  private var root = Node()

  private struct Node: Sendable {
    var fixed: [String: Node] = [:]
    var parameter: Parameter?
    var endpoints: [HTTPRequest.Method: Endpoint] = [:]

    struct Parameter: Sendable {
      let name: String
      // A node holds itself only through a collection.
      var node: [Node]
    }

    mutating func add(_ endpoint: Endpoint, _ rest: ArraySlice<Endpoint.Segment>) {
      guard let segment = rest.first else {
        precondition(endpoints.updateValue(endpoint, forKey: endpoint.method) == nil, "\(endpoint.path) is described twice")
        return
      }
      switch segment {
      case .fixed(let text): fixed[text, default: Node()].add(endpoint, rest.dropFirst())
      case .parameter(let name):
        precondition(parameter.map { $0.name == name } ?? true, "\(endpoint.path) names a parameter in two ways")
        var below = parameter?.node.first ?? Node()
        below.add(endpoint, rest.dropFirst())
        parameter = Parameter(name: name, node: [below])
      }
    }
  }

  init(_ endpoints: [Endpoint]) {
    for endpoint in endpoints { root.add(endpoint, endpoint.segments[...]) }
  }

  struct Match: Sendable {
    let endpoint: Endpoint
    let parameters: [String: String]
  }

  /// - Complexity: O(segments).
  /// - Throws: ``Problem`` with status 404 or 405.
  func match(_ method: HTTPRequest.Method, _ segments: [String]) throws(Problem) -> Match {
    var node = root
    var parameters: [String: String] = [:]
    for segment in segments {
      if let next = node.fixed[segment] {
        node = next
      } else if let parameter = node.parameter, !segment.isEmpty {
        parameters[parameter.name] = segment
        node = parameter.node[0]
      } else {
        throw .notFound("no such path")
      }
    }
    guard !node.endpoints.isEmpty else { throw .notFound("no such path") }
    if let endpoint = node.endpoints[method == .head ? .get : method] { return Match(endpoint: endpoint, parameters: parameters) }
    var allowed = Array(node.endpoints.keys)
    if allowed.contains(.get) { allowed.append(.head) }
    throw .methodNotAllowed(allowed.sorted { $0.rawValue < $1.rawValue })
  }
}

/// Every endpoint of the service.
enum Endpoints {
  /// In the order in which the document and the table list them.
  static let all: [Endpoint] =
    events + persons + codes + places + recolorings + policies + appeals + reports + changes + oversight + operations + citizenPages
    + helperPages + consolePages + signInPages
}

// swift-tools-version: 6.2
import PackageDescription

// Only HealthCode: a gate has no store, and needs neither LMDB nor simdjson.
let package = Package(
  name: "Gate",
  dependencies: [.package(name: "tricolor", path: "../..")],
  targets: [.executableTarget(name: "Gate", dependencies: [.product(name: "HealthCode", package: "tricolor")])]
)

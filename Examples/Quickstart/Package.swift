// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Quickstart",
  dependencies: [.package(name: "tricolor", path: "../..")],
  targets: [.executableTarget(name: "Quickstart", dependencies: [.product(name: "Tricolor", package: "tricolor")])]
)

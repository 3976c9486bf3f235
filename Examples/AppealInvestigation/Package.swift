// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "AppealInvestigation",
  dependencies: [.package(name: "tricolor", path: "../..")],
  targets: [
    .executableTarget(
      name: "AppealInvestigation",
      dependencies: [
        .product(name: "Casework", package: "tricolor"), .product(name: "Tricolor", package: "tricolor"),
        .product(name: "EventJSON", package: "tricolor"),
      ])
  ]
)

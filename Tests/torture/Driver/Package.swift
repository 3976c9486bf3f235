// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "driver",
  dependencies: [.package(name: "tricolor", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Driver",
      dependencies: [
        .product(name: "Casework", package: "tricolor"), .product(name: "Tricolor", package: "tricolor"),
        .product(name: "LogProof", package: "tricolor"), .product(name: "PolicyEditions", package: "tricolor"),
      ],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny"), .treatAllWarnings(as: .error)])
  ]
)

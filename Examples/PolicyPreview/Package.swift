// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "PolicyPreview",
  dependencies: [.package(name: "tricolor", path: "../..")],
  targets: [
    .executableTarget(
      name: "PolicyPreview",
      dependencies: [.product(name: "Tricolor", package: "tricolor"), .product(name: "PolicyEditions", package: "tricolor")])
  ]
)

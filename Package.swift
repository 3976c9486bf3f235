// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target: a warning stops the build, and each unsafe construct says why it is safe.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "tricolor",
  products: [
    .library(name: "Tricolor", targets: ["Tricolor"]),
    .library(name: "EventJSON", targets: ["EventJSON"]),
    .library(name: "LogProof", targets: ["LogProof"]),
    .executable(name: "riskctl", targets: ["riskctl"]),
    .executable(name: "tricolor-shard", targets: ["tricolor-shard"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: strict),
    .systemLibrary(name: "CLinux"),
    .target(name: "CSHA256"),
    .target(name: "LogProof", dependencies: ["CSHA256", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .target(name: "RiskModel", swiftSettings: strict),
    .target(
      name: "CSimdjson", cxxSettings: [.define("SIMDJSON_EXCEPTIONS", to: "0")], linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "EventJSON", dependencies: ["CSimdjson", "RiskModel", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .target(name: "RiskPolicy", dependencies: ["RiskModel"], swiftSettings: strict),
    .target(name: "RiskFold", dependencies: ["RiskModel", "RiskPolicy"], swiftSettings: strict),
    .target(name: "RiskInquiry", dependencies: ["RiskModel", "RiskPolicy", "RiskFold"], swiftSettings: strict),
    .target(
      name: "EventLog",
      dependencies: ["LMDB", "LogProof", "RiskModel", "RiskPolicy", .product(name: "Crypto", package: "swift-crypto")],
      exclude: ["FORMAT.md"], swiftSettings: strict),
    .target(
      name: "Tricolor",
      dependencies: [
        "LMDB", "LogProof", "RiskModel", "RiskPolicy", "RiskFold", "RiskInquiry", "EventLog",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "Fleet", dependencies: ["Tricolor", "EventJSON", "LogProof", "RiskFold", "RiskModel"], swiftSettings: strict),
    .executableTarget(
      name: "riskctl",
      dependencies: ["Tricolor", "EventJSON", "Fleet", "LMDB", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      resources: [.embedInCode("Demo/sample.jsonl")], swiftSettings: strict),
    .executableTarget(
      name: "tricolor-shard", dependencies: ["CLinux", "Tricolor", "EventLog", "LogProof", "RiskModel", "RiskPolicy"], swiftSettings: strict
    ),
    .testTarget(
      name: "FleetTests", dependencies: ["Fleet", "Tricolor", "LogProof", "RiskModel"], swiftSettings: strict),
    .testTarget(name: "LMDBTests", dependencies: ["LMDB", "CLMDB"], swiftSettings: strict),
    .testTarget(name: "LogProofTests", dependencies: ["LogProof"], swiftSettings: strict),
    .testTarget(name: "EventJSONTests", dependencies: ["EventJSON", "RiskModel"], swiftSettings: strict),
    .testTarget(name: "RiskctlTests", dependencies: ["riskctl", "EventJSON", "RiskModel"], swiftSettings: strict),
    .testTarget(
      name: "TricolorTests",
      dependencies: [
        "Tricolor", "LMDB", "LogProof", "RiskInquiry", "RiskModel", "RiskPolicy", .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["OldStores/format-1.xz"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)

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

/// What a program that holds Foundation, which Crypto brings, is linked with besides: its static form is in three.
let staticFoundation = ["-l_FoundationCollections", "-l_FoundationCShims"]

let package = Package(
  name: "tricolor",
  products: [
    // Policies and events come as JSON text, to every host.
    .library(name: "Tricolor", targets: ["Tricolor", "EventJSON"]),
    .library(name: "Casework", targets: ["Casework"]),
    .library(name: "EventJSON", targets: ["EventJSON"]),
    .library(name: "LogProof", targets: ["LogProof"]),
    .library(name: "PolicyEditions", targets: ["PolicyEditions"]),
    .library(name: "HealthCode", targets: ["HealthCode"]),
    .library(name: "CodeIssuing", targets: ["CodeIssuing"]),
    .library(name: "CodeSymbol", targets: ["CodeSymbol"]),
    .library(name: "Pseudonyms", targets: ["Pseudonyms"]),
    .library(name: "SafeStatistics", targets: ["SafeStatistics"]),
    .library(name: "TricolorTesting", targets: ["TricolorTesting", "PolicyReview"]),
    .executable(name: "riskctl", targets: ["riskctl"]),
    .executable(name: "tricolor-shard", targets: ["tricolor-shard"]),
  ],
  traits: [
    .trait(name: "Logging", description: "The engine logs what fails in the background."),
    .trait(name: "Metrics", description: "The engine records metrics."),
    .trait(name: "Tracing", description: "Seals and recolorings are spans of a trace."),
    .trait(name: "ServiceLifecycle", description: "The engine as a service of a process that ends gracefully."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "CLibrary", swiftSettings: strict),
    .target(name: "LMDB", dependencies: ["CLMDB", "CLibrary"], swiftSettings: strict),
    .systemLibrary(name: "CLinux"),
    .target(name: "CSHA256"),
    .target(name: "LogProof", dependencies: ["CSHA256", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .systemLibrary(name: "CJSONToken"),
    .target(name: "RiskModel", dependencies: ["CJSONToken", "CLibrary"], swiftSettings: strict),
    .target(
      name: "CSimdjson", dependencies: ["CJSONToken"], cxxSettings: [.define("SIMDJSON_EXCEPTIONS", to: "0")],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "EventJSON", dependencies: ["CLibrary", "CSimdjson", "RiskModel", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Deflate", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "HealthCode", dependencies: ["Deflate", "RiskModel", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .target(name: "RiskPolicy", dependencies: ["RiskModel"], swiftSettings: strict),
    .target(
      name: "PolicyEditions", dependencies: ["EventJSON", "RiskModel", "RiskPolicy"],
      resources: [
        .embedInCode("Documents/cq-2021-24.json"), .embedInCode("Documents/cn-edition-9.json"),
        .embedInCode("Documents/cn-twenty-measures.json"), .embedInCode("Documents/cn-new-ten.json"),
      ], swiftSettings: strict),
    .target(name: "RiskFold", dependencies: ["RiskModel", "RiskPolicy"], swiftSettings: strict),
    .target(name: "RiskInquiry", dependencies: ["RiskModel", "RiskPolicy", "RiskFold"], swiftSettings: strict),
    .target(name: "PolicyReview", dependencies: ["RiskModel", "RiskPolicy", "RiskFold"], swiftSettings: strict),
    .target(
      name: "TricolorTesting", dependencies: ["RiskModel", "RiskPolicy", "RiskFold", "RiskInquiry"], swiftSettings: strict),
    .target(
      name: "EventLog",
      dependencies: [
        "CLibrary", "Deflate", "LMDB", "LogProof", "RiskModel", "RiskPolicy", .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["FORMAT.md"], swiftSettings: strict),
    .target(name: "Histories", dependencies: ["EventLog", "LMDB", "RiskFold", "RiskModel"], swiftSettings: strict),
    .target(
      name: "Tricolor",
      dependencies: [
        "CLibrary", "Histories", "LMDB", "LogProof", "RiskModel", "RiskPolicy", "RiskFold", "RiskInquiry", "EventLog",
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Logging"])),
        .product(name: "Metrics", package: "swift-metrics", condition: .when(traits: ["Metrics"])),
        .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["ServiceLifecycle"])),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "Casework",
      dependencies: ["EventLog", "Histories", "LMDB", "LogProof", "RiskFold", "RiskInquiry", "RiskModel", "RiskPolicy", "Tricolor"],
      swiftSettings: strict),
    .target(
      name: "CodeIssuing",
      dependencies: ["CLibrary", "EventLog", "HealthCode", "LMDB", "Tricolor", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict
    ),
    .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CodeSymbol", dependencies: ["CQREncode", "CZlib"], swiftSettings: strict),
    .executableTarget(
      name: "riskctl",
      dependencies: [
        "CLibrary", "Casework", "Tricolor", "CodeIssuing", "CodeSymbol", "EventJSON", "Fleet", "HealthCode", "LMDB", "Pseudonyms",
        "SafeStatistics", "PolicyReview", "RiskModel", "RiskPolicy", "TricolorTesting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("Demo/sample.jsonl")], swiftSettings: strict,
      // A question is a process: a third of a short one's time went into loading Swift's libraries, an eighth into moving what is linked to where it was
      // loaded, an eighth into the pages of what only a debugger reads.
      linkerSettings: [
        .unsafeFlags(
          ["-static-stdlib", "-Xclang-linker", "-no-pie", "-Xlinker", "--strip-debug"] + staticFoundation,
          .when(platforms: [.linux], configuration: .release))
      ]),
    .target(
      name: "Fleet", dependencies: ["CLibrary", "Tricolor", "EventJSON", "LogProof", "RiskFold", "RiskModel"], swiftSettings: strict),
    .executableTarget(
      name: "tricolor-shard",
      dependencies: ["CLinux", "CLibrary", "Casework", "Tricolor", "EventLog", "LogProof", "RiskModel", "RiskPolicy"],
      swiftSettings: strict,
      // It runs where neither Swift nor any other library is.
      linkerSettings: [
        .unsafeFlags(
          ["-static-executable"] + staticFoundation, .when(platforms: [.linux], configuration: .release))
      ]),
    .target(
      name: "Pseudonyms", dependencies: ["CLibrary", "RiskModel", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    .target(name: "SafeStatistics", swiftSettings: strict),
    .target(name: "ChildProcess", dependencies: ["CLibrary"], path: "Tests/ChildProcess", swiftSettings: strict),
    .target(
      name: "TricolorOracle", dependencies: ["PolicyEditions", "RiskModel", "RiskPolicy", "Tricolor"], path: "Tests/TricolorOracle",
      swiftSettings: strict),
    .testTarget(name: "PseudonymsTests", dependencies: ["Pseudonyms", "RiskModel"], swiftSettings: strict),
    .testTarget(name: "SafeStatisticsTests", dependencies: ["SafeStatistics"], swiftSettings: strict),
    .testTarget(name: "FleetTests", dependencies: ["Fleet", "PolicyEditions", "Tricolor", "LogProof", "RiskModel"], swiftSettings: strict),
    .testTarget(name: "LMDBTests", dependencies: ["CLibrary", "LMDB", "CLMDB"], swiftSettings: strict),
    .testTarget(name: "LogProofTests", dependencies: ["LogProof"], swiftSettings: strict),
    .testTarget(
      name: "RiskModelTests", dependencies: ["EventJSON", "EventLog", "RiskModel", "RiskPolicy", "TricolorTesting"], swiftSettings: strict),
    .testTarget(name: "EventLogTests", dependencies: ["CLibrary", "EventLog", "RiskModel", "TricolorOracle"], swiftSettings: strict),
    .testTarget(name: "HistoriesTests", dependencies: ["EventLog", "Histories", "RiskFold", "RiskModel"], swiftSettings: strict),
    .testTarget(name: "RiskFoldTests", dependencies: ["CLibrary", "RiskFold", "RiskModel", "RiskPolicy"], swiftSettings: strict),
    .testTarget(
      name: "RiskInquiryTests",
      dependencies: ["PolicyEditions", "PolicyReview", "RiskFold", "RiskInquiry", "RiskModel", "RiskPolicy"], swiftSettings: strict),
    .testTarget(name: "EventJSONTests", dependencies: ["EventJSON", "RiskModel"], swiftSettings: strict),
    .testTarget(
      name: "HealthCodeTests", dependencies: ["CodeIssuing", "CodeSymbol", "Deflate", "HealthCode", "PolicyEditions", "Tricolor"],
      swiftSettings: strict),
    .testTarget(
      name: "RiskctlTests", dependencies: ["ChildProcess", "CLibrary", "riskctl", "EventJSON", "RiskModel"], swiftSettings: strict),
    .testTarget(
      name: "PolicyReviewTests",
      dependencies: ["PolicyEditions", "PolicyReview", "TricolorTesting", "EventJSON", "RiskFold", "RiskModel", "RiskPolicy"],
      swiftSettings: strict),
    .testTarget(
      name: "CaseworkTests",
      dependencies: [
        "Casework", "Tricolor", "TricolorOracle", "LMDB", "LogProof", "PolicyEditions", "RiskModel", "RiskPolicy",
      ], swiftSettings: strict),
    .testTarget(
      name: "TricolorTests",
      dependencies: [
        "ChildProcess", "CLibrary", "Histories", "Tricolor", "TricolorOracle", "LMDB", "LogProof", "PolicyEditions", "PolicyReview",
        "RiskFold",
        "RiskInquiry", "RiskModel", "RiskPolicy",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["OldStores/format-1.xz"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)

// Only for those who build the documentation: no user resolves its plugin.
if Context.environment["TRICOLOR_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

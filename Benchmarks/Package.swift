// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let tricolor: Target.Dependency = .product(name: "Tricolor", package: "tricolor")
let casework: Target.Dependency = .product(name: "Casework", package: "tricolor")
let editions: Target.Dependency = .product(name: "PolicyEditions", package: "tricolor")
let healthCode: Target.Dependency = .product(name: "HealthCode", package: "tricolor")
let codeIssuing: Target.Dependency = .product(name: "CodeIssuing", package: "tricolor")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tricolor-benchmarks",
  dependencies: [
    .package(name: "tricolor", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "Workload", dependencies: [tricolor, editions, arguments], swiftSettings: strict),
    .target(name: "BareLMDB", linkerSettings: [.linkedLibrary("lmdb")]),
    .executableTarget(name: "population", dependencies: ["Workload", tricolor, arguments], swiftSettings: strict),
    .executableTarget(
      name: "measure",
      dependencies: [
        "Workload", "BareLMDB", tricolor, casework, healthCode, codeIssuing, crypto, arguments,
        .product(name: "riskctl", package: "tricolor"),
      ],
      swiftSettings: strict),
    .testTarget(name: "WorkloadTests", dependencies: ["Workload", tricolor], swiftSettings: strict),
    .executableTarget(
      name: "Micro", dependencies: ["Workload", "BareLMDB", tricolor, .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Micro", swiftSettings: strict, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

// The library's targets, built once more with libFuzzer's instrumentation: `swift build --sanitize fuzzer`. They are targets of this package
// so that what is fuzzed need not be public.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Library/\(name)", exclude: exclude, swiftSettings: settings)
}

/// A program whose `main` is libFuzzer's.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "fuzz",
  dependencies: [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")],
  targets: [
    .systemLibrary(name: "CLMDB", path: "Library/CLMDB", pkgConfig: "lmdb"),
    .systemLibrary(name: "CJSONToken", path: "Library/CJSONToken"),
    .target(
      name: "CSimdjson", dependencies: ["CJSONToken"], path: "Library/CSimdjson", cxxSettings: [.define("SIMDJSON_EXCEPTIONS", to: "0")],
      linkerSettings: [.linkedLibrary("simdjson")]),
    library("CLibrary", []),
    library("LMDB", ["CLMDB", "CLibrary"]),
    .target(name: "CSHA256", path: "Library/CSHA256"),
    library("LogProof", ["CSHA256", crypto]),
    library("RiskModel", ["CJSONToken", "CLibrary"]),
    library("RiskPolicy", ["RiskModel"]),
    library("EventJSON", ["CLibrary", "CSimdjson", "RiskModel", crypto]),
    .systemLibrary(name: "CZlib", path: "Library/CZlib", pkgConfig: "zlib"),
    library("Deflate", ["CZlib"]),
    library("EventLog", ["CLibrary", "Deflate", "LMDB", "LogProof", "RiskModel", "RiskPolicy", crypto], exclude: ["FORMAT.md"]),
    library("RiskFold", ["RiskModel", "RiskPolicy"]),
    library("RiskInquiry", ["RiskModel", "RiskPolicy", "RiskFold"]),
    library("Histories", ["EventLog", "LMDB", "RiskFold", "RiskModel"]),
    library(
      "Tricolor",
      ["CLibrary", "Histories", "LMDB", "LogProof", "RiskModel", "RiskPolicy", "RiskFold", "RiskInquiry", "EventLog", crypto]),
    library("HealthCode", ["Deflate", "RiskModel", crypto]),
    fuzzer("FuzzCode", ["HealthCode"]),
    fuzzer("FuzzEvent", ["EventJSON", "EventLog", "RiskModel"]),
    fuzzer("FuzzPolicy", ["EventJSON", "RiskModel", "RiskPolicy"]),
    fuzzer("FuzzBlock", ["EventLog", "RiskModel"]),
    fuzzer("FuzzProof", ["EventJSON", "LogProof", "RiskModel", "Tricolor"]),
  ],
  cxxLanguageStandard: .cxx17
)

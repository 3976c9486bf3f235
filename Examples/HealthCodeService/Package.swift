// swift-tools-version: 6.2
import PackageDescription

/// The settings of the library: a warning stops the build, and each unsafe construct says why it is safe.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "HealthCodeService",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "tricolor", path: "../..", traits: ["Logging", "Metrics", "Tracing", "ServiceLifecycle"]),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults]),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .target(name: "Prometheus", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")], swiftSettings: strict),
    .executableTarget(
      name: "HealthCodeService",
      dependencies: [
        "Prometheus",
        .product(name: "Casework", package: "tricolor"),
        .product(name: "Tricolor", package: "tricolor"),
        .product(name: "EventJSON", package: "tricolor"),
        .product(name: "CodeIssuing", package: "tricolor"),
        .product(name: "CodeSymbol", package: "tricolor"),
        .product(name: "HealthCode", package: "tricolor"),
        .product(name: "PolicyEditions", package: "tricolor"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
      ],
      resources: [
        .embedInCode("Pages/Templates"), .embedInCode("Pages/Words"), .embedInCode("Pages/Assets"),
      ],
      swiftSettings: strict),
    .executableTarget(name: "BareRoute", dependencies: [.product(name: "Hummingbird", package: "hummingbird")], swiftSettings: strict),
    .testTarget(
      name: "PrometheusTests", dependencies: ["Prometheus", .product(name: "CoreMetrics", package: "swift-metrics")], swiftSettings: strict),
    .testTarget(
      name: "HealthCodeServiceTests",
      dependencies: [
        "HealthCodeService", "Prometheus", .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "JWTKit", package: "jwt-kit"), .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "CoreMetrics", package: "swift-metrics"), .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: strict),
  ]
)

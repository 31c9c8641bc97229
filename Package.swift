// swift-tools-version:6.2
import PackageDescription

/// Every target of ours is held to the same rules.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "daopai",
  products: [
    .executable(name: "daopaid", targets: ["daopaid"]),
    .executable(name: "daopaictl", targets: ["daopaictl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // The pure centre: imports nothing but the standard library.
    .target(name: "Core", swiftSettings: strict),

    // Four siblings round it. None may see another.
    .target(
      name: "Loading",
      dependencies: ["Core", "CExpat", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "Store",
      dependencies: [
        "Core", "COpenSSL", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "Sinks",
      dependencies: [
        "Core", "CCurl", "CSystemd", "COpenSSL",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict),
    .target(name: "Control", dependencies: ["Core", "CCurl"], swiftSettings: strict),

    // The only place that knows them all.
    .target(
      name: "Daemon",
      dependencies: [
        "Core", "Loading", "Store", "Sinks", "Control", "CLinux", "CSystemd",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "daopaid",
      dependencies: [
        "Core", "Daemon", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "daopaictl",
      dependencies: [
        "Core", "Loading", "Control", "Store",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Core", "Daemon", "Loading", "Sinks", "Store", .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], path: "Benchmarks", swiftSettings: strict),

    // C: system libraries, and the few kernel interfaces Swift's Glibc does not show.
    .target(name: "CLinux"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    .target(
      name: "TestSupport", dependencies: ["Core"], path: "Tests/TestSupport", exclude: ["Servers", "Sanitizer"],
      swiftSettings: strict),
    .testTarget(
      name: "CoreTests", dependencies: ["Core", "TestSupport"], resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
      name: "LoadingTests", dependencies: ["Core", "Loading", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Core", "Store", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .testTarget(
      name: "SinksTests", dependencies: ["Core", "Sinks", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ControlTests", dependencies: ["Core", "Control", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Core", "Loading", "Store", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "Core", "Loading", "Store", "Sinks", "Control", "Daemon", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "SystemTests", dependencies: ["Core", "Control", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
  ],
  cLanguageStandard: .c17
)

// swift-tools-version: 6.1
import PackageDescription

/// One language for every target: Swift 6, explicit `any`, imports that do not leak.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of ours: same settings everywhere, dependencies spelled out, so that arrows can be read.
func module(
  _ name: String, uses dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of one target, with what all tests share.
func tests(
  _ name: String, uses dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    resources: resources, swiftSettings: settings)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
  name: "porch",
  products: [.executable(name: "porch", targets: ["porch"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // Floor 0: what things are.
    .target(name: "CNcurses"),
    module("Cells"),
    module("Domain"),
    module("InboxAPI"),
    // Floor 1: one wall of the house each.
    module("Terminal", uses: ["Cells", "CNcurses"]),
    module("Storage", uses: ["Domain", grdb, sqlite]),
    module("Interface", uses: ["Domain", "Cells"]),
    // Floor 2: what moves between them.
    module("Sync", uses: ["Storage", "Domain", "InboxAPI"]),
    module("Fixtures", uses: ["Storage", "Sync", "Domain"]),
    // Floor 3: the program.
    .executableTarget(
      name: "porch",
      dependencies: [
        "Cells", "Domain", "InboxAPI", "Terminal", "Storage", "Interface", "Sync", "Fixtures",
        "TOMLKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    // Tests
    .target(
      name: "TestSupport",
      dependencies: ["Cells", "Domain", "Interface", "Storage", "Terminal"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("CellsTests", uses: ["Cells", "Domain"]),
    tests("DomainTests", uses: ["Domain"]),
    tests("TerminalTests", uses: ["Terminal", "Cells", "Domain"]),
    tests("StorageTests", uses: ["Storage", "Domain", grdb]),
    tests("InterfaceTests", uses: ["Interface", "Domain", "Cells"], exclude: ["Screens"]),
    tests("FixturesTests", uses: ["Fixtures", "Storage", "Domain"]),
    tests("SyncTests", uses: ["Sync", "Storage", "Domain", "InboxAPI"], exclude: ["Vectors"]),
    tests(
      "porchTests", uses: ["porch", "Storage", "Sync", "Fixtures", "Interface", "Domain", "Cells"]),
  ]
)

// Benchmarks are for whoever changes the program: only with this does a build fetch their library.
if Context.environment["PORCH_BENCHMARKS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
  package.targets += [
    .executableTarget(
      name: "InboxBenchmarks",
      dependencies: [
        "Cells", "Domain", "Interface", "Storage", "Sync", "Fixtures",
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Tests/Benchmarks/Inbox", swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "porch-generate",
      dependencies: [
        "Fixtures", "Storage", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Benchmarks/Generate", swiftSettings: settings),
  ]
}

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
  _ name: String, uses dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: settings)
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

/// A product of another package.
func product(_ name: String, of package: String) -> Target.Dependency {
  .product(name: name, package: package)
}

/// What talks HTTP from our side: the client, and what its API names.
let httpClient: [Target.Dependency] = [
  product("AsyncHTTPClient", of: "async-http-client"), product("NIOCore", of: "swift-nio"),
  product("NIOPosix", of: "swift-nio"), product("NIOHTTP1", of: "swift-nio"),
  product("NIOSSL", of: "swift-nio-ssl"),
]

/// What serves HTTP from our side.
let httpServer: [Target.Dependency] = [
  product("Hummingbird", of: "hummingbird"), product("HummingbirdTLS", of: "hummingbird"),
  product("HummingbirdCore", of: "hummingbird"),
  product("NIOCore", of: "swift-nio"), product("NIOSSL", of: "swift-nio-ssl"),
  product("HTTPTypes", of: "swift-http-types"), product("Crypto", of: "swift-crypto"),
  product("ServiceLifecycle", of: "swift-service-lifecycle"),
  product("UnixSignals", of: "swift-service-lifecycle"),
  product("Logging", of: "swift-log"), product("Metrics", of: "swift-metrics"),
  product("CoreMetrics", of: "swift-metrics"),
]

let package = Package(
  name: "porch",
  products: [.executable(name: "porch", targets: ["porch"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // What the two above are made of: TLS with a private authority, headers, event loops.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // Only a test serves HTTP/2; the client brings it along.
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.45.0"),
    // The hub stops what it serves in order, keeps only hashes of tokens, and counts what it does.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    // Only a test reads YAML: whether openapi.yaml says what the types on the wire do.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0: what things are.
    .target(name: "CNcurses"),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    module("Cells"),
    module("Domain"),
    // The document is for people and generators; a test reads it where it lies.
    module("InboxAPI", exclude: ["openapi.yaml"]),
    // Floor 1: one wall of the house each.
    module("Terminal", uses: ["Cells", "CNcurses"]),
    module("Storage", uses: ["Domain", grdb, sqlite]),
    module("Interface", uses: ["Domain", "Cells"]),
    // Floor 2: what moves between them.
    module("Sync", uses: ["Storage", "Domain", "InboxAPI", "CArchive"] + httpClient),
    module("Hub", uses: ["Storage", "Domain", "InboxAPI"] + httpServer),
    module("Fixtures", uses: ["Storage", "Sync", "Domain"]),
    // Floor 3: the program.
    .executableTarget(
      name: "porch",
      dependencies: [
        "Cells", "Domain", "InboxAPI", "Terminal", "Storage", "Interface", "Sync", "Hub",
        "Fixtures", "TOMLKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      // A link to the themes at the top: the program brings them along wherever it is copied to.
      resources: [.embedInCode("themes")],
      swiftSettings: settings),
    // Tests
    .target(
      name: "TestSupport",
      dependencies: ["CArchive", "Cells", "Domain", "Interface", "Storage", "Terminal"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("CellsTests", uses: ["Cells", "Domain"]),
    tests("DomainTests", uses: ["Domain"]),
    tests("TerminalTests", uses: ["Terminal", "Cells", "Domain"]),
    tests("StorageTests", uses: ["Storage", "Domain", grdb]),
    tests("InterfaceTests", uses: ["Interface", "Domain", "Cells"], exclude: ["Screens"]),
    tests("FixturesTests", uses: ["Fixtures", "Storage", "Domain"]),
    tests("InboxAPITests", uses: ["InboxAPI", product("Yams", of: "Yams")]),
    tests(
      "SyncTests",
      uses: [
        "Sync", "Hub", "Storage", "Domain", "InboxAPI", product("Logging", of: "swift-log"),
        product("NIOHTTP2", of: "swift-nio-http2"),
      ] + httpClient,
      exclude: ["Vectors"]),
    tests(
      "HubTests",
      uses: ["Hub", "Storage", "Domain", "InboxAPI", product("Logging", of: "swift-log")]
        + httpClient),
    tests(
      "porchTests",
      uses: [
        "porch", "Storage", "Sync", "Hub", "Fixtures", "Interface", "InboxAPI", "Domain", "Cells",
        "Terminal",
      ]),
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

// Fuzzing needs the compiler's own instrumentation, which `Tests/Fuzz/run` asks for.
if Context.environment["PORCH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "porch-fuzz", dependencies: ["Domain", "Storage", "Sync"], path: "Tests/Fuzz",
      exclude: ["run", "seeds"], swiftSettings: settings))
}

// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "hrlreport",
    products: [
        .executable(name: "hrlreport", targets: ["hrlreport"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Dense arithmetic on small matrices, and the random numbers: knows nothing of households.
        .target(
            name: "CNumericKernels",
            cSettings: [
                // SwiftPM compiles C at -O0 in debug, which makes every numeric test crawl.
                .unsafeFlags(["-O3"], .when(configuration: .debug))
            ]
        ),
        .target(name: "NumericKernels", dependencies: ["CNumericKernels"]),

        // Means, quantiles, moments and intervals: knows numbers only.
        .target(name: "Statistics"),

        // The household: scenario, environment, rewards, analytics. Pure.
        .target(name: "Households", dependencies: ["NumericKernels", "Statistics"]),

        // Scenarios as files: the table of keys, reading, validating, writing, storing. Pure.
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "ScenarioFiles", dependencies: ["CYaml", "Households"]),

        // The two agents and their trainer. Pure; reports what happens as typed events.
        .target(name: "Learning", dependencies: ["Households", "NumericKernels", "Statistics"]),

        // Studies of many trainings: file, plan, statistics. Pure.
        .target(
            name: "Studies", dependencies: ["Households", "NumericKernels", "ScenarioFiles", "Statistics"]),

        // The only reader and writer of runs and studies.
        .target(
            name: "RunStorage",
            dependencies: [
                "Households", "Learning", "NumericKernels", "ScenarioFiles", "Studies",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // Models and histories in the formats of others: ONNX, PyTorch, TensorBoard. Pure.
        .target(
            name: "ModelExports",
            dependencies: [
                "Households", "Learning", "NumericKernels",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Schemas"]
        ),

        // Data to display list to Cairo surface.
        .systemLibrary(
            name: "CCairo",
            pkgConfig: "pangocairo",
            providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]
        ),
        .target(name: "Charts", dependencies: ["CCairo", "Statistics"]),

        // Deflate for what is attached to a PDF; the headers come with those of cairo.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // HTML page and PDF from stored results; returns bytes.
        .target(
            name: "Reports",
            dependencies: [
                "Charts", "CZlib", "Households", "ScenarioFiles", "Statistics", "Studies",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),

        // What can be asked for: trainings, reports, comparisons, simulations. Requests in, events and files out.
        .target(
            name: "Jobs",
            dependencies: [
                "Charts", "Households", "Learning", "ModelExports", "Reports", "RunStorage", "ScenarioFiles",
                "Statistics",
                "Studies",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // Engine.IO 4 and Socket.IO 5 without a socket: codecs, the log of events, a client's session. Pure.
        .target(name: "EventSockets"),

        // `hrlreport serve`: REST and Socket.IO over HTTP. What trains, simulates and reports is a process of its own.
        .systemLibrary(name: "CProcess"),
        .target(
            name: "TrainingService",
            dependencies: [
                "CProcess", "EventSockets", "Households", "Jobs", "Reports", "RunStorage", "ScenarioFiles",
                "Statistics",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // The command: the only place that prints and exits.
        .executableTarget(
            name: "hrlreport",
            dependencies: [
                "Households", "Jobs", "Learning", "Reports", "RunStorage", "ScenarioFiles", "Statistics",
                "TrainingService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            linkerSettings: [
                // Where `./dev install` puts Swift's own libraries, for machines without Swift.
                .unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/hrlreport"])
            ]
        ),

        // Measurements that the README's figures come from.
        .target(name: "CMachinePeak"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CMachinePeak", "CNumericKernels", "Charts", "Households", "Jobs", "Learning", "NumericKernels",
                "Reports", "RunStorage", "ScenarioFiles", "Statistics", "Studies", "TrainingService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Peers"]
        ),

        // What tests of several modules share.
        .target(name: "TestSupport", dependencies: ["Households"], path: "Tests/TestSupport"),

        .testTarget(name: "NumericKernelsTests", dependencies: ["CNumericKernels", "NumericKernels"]),
        .testTarget(
            name: "StatisticsTests", dependencies: ["NumericKernels", "Statistics"], resources: [.copy("Vectors")]),
        .testTarget(
            name: "StudiesTests", dependencies: ["Households", "NumericKernels", "Statistics", "Studies"],
            resources: [.copy("Vectors")]),
        .testTarget(name: "ScenarioFilesTests", dependencies: ["Households", "ScenarioFiles"]),
        .testTarget(
            name: "HouseholdsTests",
            dependencies: ["Households", "NumericKernels", "ScenarioFiles", "Statistics", "TestSupport"],
            resources: [.copy("Vectors")]),
        .testTarget(
            name: "LearningTests",
            dependencies: ["Households", "Learning", "NumericKernels", "Statistics", "TestSupport"],
            exclude: ["Golden"],
            resources: [.copy("Vectors")]),
        .testTarget(
            name: "RunStorageTests",
            dependencies: [
                "Households", "Learning", "NumericKernels", "RunStorage", "ScenarioFiles", "Statistics", "Studies",
                "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "ModelExportsTests",
            dependencies: [
                "Households", "Learning", "ModelExports", "NumericKernels", "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "EventSocketsTests", dependencies: ["EventSockets"], resources: [.copy("Vectors")]),
        .testTarget(name: "ChartsTests", dependencies: ["Charts", "Statistics"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Charts", "CZlib", "Households", "Learning", "Reports", "ScenarioFiles", "Statistics", "Studies",
            ]),
        .testTarget(
            name: "JobsTests",
            dependencies: [
                "Households", "Jobs", "Reports", "RunStorage", "ScenarioFiles", "Studies", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "TrainingServiceTests",
            dependencies: [
                "EventSockets", "Households", "Jobs", "RunStorage", "ScenarioFiles", "TestSupport", "TrainingService",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.copy("Vectors")]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Charts", "Households", "Jobs", "Learning", "Reports", "RunStorage", "ScenarioFiles", "TestSupport",
                "hrlreport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Golden"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// `./dev docs` asks for the plugin that builds the articles; no other build fetches it.
if Context.environment["HRLREPORT_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"))
}

// Warnings are errors with the compiler that this is developed with; a newer one may know new warnings.
#if compiler(<6.4)
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
#endif

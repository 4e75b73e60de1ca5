import ArgumentParser
import Foundation

/// How much a service does with its processor and its memory, beside python-socketio on uvicorn: both in turn, with the
/// same trainer and the same clients.
struct ServiceBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Clients, events and calls of the Training Service, beside python-socketio.")

    @Option(help: "Rounds; the median counts.")
    var rounds = 3
    @Option(
        help:
            "A Python with python-socketio, uvicorn, uvloop, httptools and websockets; without them only ours is measured."
    )
    var python = "python3"
    @Option(help: .hidden) var templates: String
    @Option(help: .hidden) var peers: String
    @Option(help: .hidden) var scenarios: String
    @Flag(help: "Small loads, to see that it works.")
    var quick = false

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hrlreport-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: scenarios, toPath: "\(folder)/scenarios")
        var kinds = [MeasuredService.Kind.ours]
        if hasPeer {
            kinds.append(.socketIO)
        } else {
            FileHandle.standardError.write(Data("python-socketio: NOT MEASURED: \(python) lacks it\n".utf8))
        }
        print(MarkdownTable.head(["what"] + kinds.map(\.rawValue)))
        for measurement in Measurement.all(quick: quick) {
            var cells: [[String]] = kinds.map { _ in [] }
            for _ in 0..<rounds {
                for (index, kind) in kinds.enumerated() {
                    let service = try MeasuredService(
                        kind, rate: measurement.rate, episodes: measurement.episodes, folder: folder,
                        templates: templates, python: python, peers: peers)
                    let clients = LoadClients(port: service.port)
                    do {
                        cells[index].append(try measurement.run(service, clients))
                    } catch let failure as BenchmarkFailure {
                        cells[index].append(failure.description)
                    }
                    try clients.shutDown()
                }
            }
            print(
                MarkdownTable.row(
                    [measurement.name] + cells.map { Set($0).count == 1 ? $0[0] : $0.joined(separator: "; ") }))
        }
    }

    private var hasPeer: Bool {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/env")
        probe.arguments = [python, "-c", "import socketio, uvicorn, uvloop, httptools, websockets"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }
}

/// One thing that is measured.
private struct Measurement {
    var name: String
    /// Episodes a second; 0 for as fast as it goes.
    var rate = 0
    var episodes = 1000
    var run: (MeasuredService, LoadClients) throws -> String

    static func all(quick: Bool) -> [Measurement] {
        let (many, some, part) = quick ? (20, 5, 10) : (200, 50, 1)
        return [
            paced("1,000 episodes/s to \(many) WebSockets", 3000 / part) { try $0.webSockets(many) },
            Measurement(name: "as fast as it goes, \(many) WebSockets", episodes: 2000 / part) { service, clients in
                let watched = try clients.webSockets(many)
                try clients.start()
                try clients.wait(60) { watched.contains { $0.episodes > 0 || $0.isOver } }
                let began = PretendedTrainer.now()
                try clients.wait(300) { watched.allSatisfy(\.isOver) }
                let seconds = PretendedTrainer.now() - began
                let deliveries = watched.reduce(0) { $0 + $1.episodes }
                return "\(Int(Double(deliveries) / seconds)) deliveries/s, \(closed(watched))"
            },
            paced("1,000 episodes/s to \(some) pollers", 3000 / part) { try $0.pollers(some) },
            paced("1,000 episodes/s to \(many) pollers", 3000 / part) { try $0.pollers(many) },
            paced("1,000 episodes/s to one WebSocket", 3000 / part) { try $0.webSockets(1) },
            Measurement(name: "memory: idle; after first calls; each WebSocket") { service, clients in
                usleep(500_000)
                let idle = service.memory
                let first = try clients.webSockets(1)
                _ = try clients.statusCalls(connections: 1, seconds: 0.1)
                usleep(500_000)
                let used = service.memory
                let watched = try clients.webSockets(many)
                usleep(500_000)
                defer { withExtendedLifetime((first, watched)) {} }
                return
                    "\(megabytes(idle.resident)); \(megabytes(used.resident)) MB, \(megabytes(used.own)) MB its own; "
                    + "\((service.memory.resident - used.resident) / many / 1000) kB"
            },
            // What the log and the code take, the first training takes alone.
            Measurement(name: "20 WebSockets that do not read, one that does", rate: 5000, episodes: 50_000 / part) {
                service, clients in
                func train() throws -> Watched {
                    let reader = try clients.webSockets(1)
                    try clients.start()
                    try clients.wait(300) { reader.allSatisfy(\.isOver) }
                    return reader[0]
                }
                usleep(500_000)
                let fresh = service.memory
                _ = try train()
                let before = service.memory
                let slow = try clients.webSockets(20, reads: false)
                defer { withExtendedLifetime(slow) {} }
                let reader = try train()
                let late = (reader.latencies.last ?? 0) * 1000
                let more = (service.memory.resident - before.resident, before.resident - fresh.resident)
                return
                    "\(megabytes(more.0)) MB more than a training without them, which takes \(megabytes(more.1)) MB; "
                    + "the last episode \(Int(late)) ms late, \(closed([reader]))"
            },
            Measurement(name: "\(many) idle WebSockets") { service, clients in
                let watched = try clients.webSockets(many)
                defer { withExtendedLifetime(watched) {} }
                usleep(300_000)
                let (before, seconds) = (service.processorTime, quick ? 2.0 : 50.0)
                Thread.sleep(forTimeInterval: seconds)
                return String(format: "%.2f %% of a core", (service.processorTime - before) / seconds * 100)
            },
            Measurement(name: "GET /api/training/status, 8 connections") { service, clients in
                let before = service.processorTime
                let seconds = quick ? 0.5 : 3.0
                let answers = try clients.statusCalls(connections: 8, seconds: seconds)
                let used = service.processorTime - before
                return "\(Int(Double(answers) / seconds))/s, \(Int(Double(answers) / used)) a CPU second"
            },
            Measurement(name: "\(many) connect") { _, clients in
                let began = PretendedTrainer.now()
                let watched = try clients.webSockets(many)
                defer { withExtendedLifetime(watched) {} }
                return String(format: "%.2f s", PretendedTrainer.now() - began)
            },
        ]
    }

    private static func paced(
        _ name: String, _ episodes: Int, _ connect: @escaping (LoadClients) throws -> [Watched]
    ) -> Measurement {
        Measurement(name: name, rate: 1000, episodes: episodes) { service, clients in
            let watched = try connect(clients)
            let before = service.processorTime
            try clients.start()
            try clients.wait(120) { watched.allSatisfy(\.isOver) }
            let used = service.processorTime - before
            let latencies = watched.flatMap(\.latencies).sorted()
            let late = latencies.isEmpty ? 0 : latencies[latencies.count * 99 / 100] * 1000
            return String(format: "%.2f s CPU, p99 %.1f ms late, ", used, late) + closed(watched, of: episodes)
        }
    }

    /// How many of the clients got everything.
    private static func closed(_ watched: [Watched], of episodes: Int? = nil) -> String {
        let whole = watched.count { $0.isWhole && (episodes == nil || $0.episodes == episodes) }
        return whole == watched.count ? "all whole" : "\(whole) of \(watched.count) whole"
    }

    private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }
}

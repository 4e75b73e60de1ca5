import ArgumentParser
import Foundation
import Jobs
import Logging
import RunStorage
import TrainingService

/// `hrlreport serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Start, watch and stop trainings from other programs, and in a browser.",
        discussion: """
            Answers REST calls and Socket.IO clients until it is stopped by a signal; a training that goes on then is \
            saved. One line on standard output tells the address once connections are accepted. Only this machine is \
            listened to: another --host needs a token, in $HRLREPORT_TOKEN or the first line of --token-file.

            EXAMPLES:
              hrlreport serve
              hrlreport serve --port 9000 --output /srv/households
              hrlreport serve --host 0.0.0.0 --token-file ~/.hrlreport_token --allow-host reports.example
            """)

    @OptionGroup(title: "Service") var service: ServiceOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        let token = try service.token()
        if token == nil, !service.noToken, !service.isLoopbackOnly {
            throw ServeError.tokenMissing(hosts: service.hosts)
        }
        let writer = LogWriter(to: .error)
        defer { writer.finish() }
        let logger = Logger(label: "hrlreport") { _ in LineLog(options: common, writer) }
        if service.allowOrigin.contains("*") {
            logger.warning("pages of every origin may use this service", metadata: ["option": "--allow-origin *"])
        }
        try context.jobs().prepareOutput()
        guard let lock = try context.output.lockForService() else {
            throw ServeError.alreadyServed(output: common.output)
        }
        var configuration = ServiceConfiguration(output: context.output)
        configuration.scenarios = common.scenarios
        configuration.templates = common.templates
        configuration.hosts = service.hosts
        configuration.port = service.port
        configuration.origins = service.allowOrigin
        configuration.allowedHosts = service.allowHost
        configuration.token = token
        configuration.frontEnd = service.frontEnd
        configuration.maxClients = service.maxClients
        configuration.threads = service.threads
        let trainingService = try TrainingService(configuration, logger: logger)
        try await SignalWatch.during { stop in
            try await DedicatedThread.run(named: "service") {
                try trainingService.run(until: stop) { address in
                    StandardStream.output.writeIfPossible("serving \(address)\n")
                }
            }
        }
        // Until here nobody else works on this output.
        _ = consume lock
    }
}

/// Options of `serve`.
struct ServiceOptions: ParsableArguments {
    @Option(
        name: .customLong("host"),
        help: ArgumentHelp(
            "Address to listen on; may be repeated (default: localhost, which is 127.0.0.1 and ::1).", valueName: "host"
        ))
    var givenHosts: [String] = []

    @Option(help: ArgumentHelp("Port to listen on; 0 takes a free one.", valueName: "n"))
    var port = 8000

    @Option(
        help: ArgumentHelp(
            "Origin of pages that may use the service beside those of this machine, or * for all; may be repeated.",
            valueName: "scheme://host[:port]"))
    var allowOrigin: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name by which the service is reached beside its own, a proxy's, say; may be repeated.", valueName: "host"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "File with the token that requests must bring; only its owner may be able to read it (default: "
                + "$HRLREPORT_TOKEN).", valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Flag(help: "Ask for no token, though other machines can connect.")
    var noToken = false

    @Flag(help: "Answer with the names that the original project's front end reads, too.")
    var frontEnd = false

    @Option(help: ArgumentHelp("Connections at most.", valueName: "n"))
    var maxClients = 512

    @Option(help: ArgumentHelp("Threads of a training (default: one a core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        try OptionRange.check("--port", port, 0...65_535)
        try OptionRange.check("--max-clients", maxClients, 1...100_000)
        try OptionRange.check("--threads", threads, 1...1024)
        if noToken && tokenFile != nil { throw ValidationError("--no-token: cannot be combined with --token-file") }
        for host in givenHosts + allowHost where host.isEmpty || host.contains("/") || host.contains(" ") {
            throw ValidationError("\(host): is no host name or address. It has no scheme and no port.")
        }
        for origin in allowOrigin where origin != "*" && !Self.isOrigin(origin) {
            throw ValidationError(
                "--allow-origin \(origin): is no origin. One is http://reports.example or with a port.")
        }
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let mark = text.range(of: "://"), mark.lowerBound > text.startIndex else { return false }
        let rest = text[mark.upperBound...]
        return !rest.isEmpty && !rest.contains("/") && !rest.contains(" ")
    }

    var hosts: [String] { givenHosts.isEmpty ? ["localhost"] : givenHosts }

    /// Whether no other machine can connect.
    var isLoopbackOnly: Bool {
        hosts.allSatisfy { host in
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            let isLoopback = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
            return host == "localhost" || host == "::1" || isLoopback
        }
    }

    /// What requests must bring; nil for nothing.
    /// - Throws: `ServeError`.
    func token() throws -> String? {
        if noToken { return nil }
        if let tokenFile { return try ServiceToken.read(tokenFile) }
        let value = ProcessInfo.processInfo.environment["HRLREPORT_TOKEN"] ?? ""
        // The processes that are started have no use for it.
        unsetenv("HRLREPORT_TOKEN")
        return value.isEmpty ? nil : value
    }
}

/// The token in a file.
enum ServiceToken {
    /// The first line of a file that only its owner can read.
    /// - Throws: `ServeError`.
    static func read(_ path: String) throws -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { throw ServeError.tokenFile(path, "does not exist") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ServeError.tokenFile(path, "is not a file") }
        guard status.st_mode & 0o077 == 0 else {
            throw ServeError.tokenFile(path, "can be read by others than its owner", hint: "chmod 600 \(path)")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ServeError.tokenFile(path, "cannot be read")
        }
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !line.isEmpty else { throw ServeError.tokenFile(path, "has no token in its first line") }
        return line
    }
}

/// Why the service does not start.
enum ServeError: Error, ExplainedError {
    case tokenMissing(hosts: [String])
    case tokenFile(String, String, hint: String? = nil)
    case alreadyServed(output: String)

    var failure: Failure {
        switch self {
        case .tokenMissing(let hosts):
            Failure(
                .wrongUsage,
                "--host \(hosts.joined(separator: " --host ")): other machines could train and delete here",
                hint: "give --token-file FILE or HRLREPORT_TOKEN, or --no-token where nobody else is on the network")
        case .tokenFile(let path, let problem, let hint): Failure(.wrongUsage, "\(path): \(problem)", hint: hint)
        case .alreadyServed(let output):
            Failure(
                .alreadyRunning, "\(output): another service works on this output",
                hint: "stop it, or choose another folder with --output")
        }
    }
}

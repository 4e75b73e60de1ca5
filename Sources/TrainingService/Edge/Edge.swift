import EventSockets
import Foundation
import Jobs
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import RunStorage

/// What the service is started with.
package struct ServiceConfiguration: Sendable {
    package var output: Output
    /// Folder of the scenarios, where the user names one.
    package var scenarios: String?
    /// Folder of the templates, where the user names one.
    package var templates: String?
    /// The program that trains, simulates and reports; this one.
    package var program = "/proc/self/exe"
    /// Addresses to listen on; `localhost` is 127.0.0.1 and, where there is one, ::1.
    package var hosts = ["localhost"]
    /// 0 for a free one.
    package var port = 8000
    /// Further origins of pages, `scheme://host[:port]`; `*` for all.
    package var origins: [String] = []
    /// Further values of `Host`.
    package var allowedHosts: [String] = []
    /// Nil where none is asked for.
    package var token: String?
    /// Whether answers have the names that the original's front end reads.
    package var frontEnd = false
    /// Connections, at most.
    package var maxClients = 512
    /// Of a training; nil for one a core.
    package var threads: Int?
    package var limits = ServiceLimits()
    package var sessions = SessionSettings()

    package init(output: Output) { self.output = output }
}

/// Everything that lives on the event loop: connections, clients, the training. Other threads reach it by `work` only,
/// which comes back to the loop.
package final class Edge: @unchecked Sendable {
    let configuration: ServiceConfiguration
    let limits: ServiceLimits
    let settings: SessionSettings
    let loop: any EventLoop
    let logger: Logger
    let access: Access
    let resources: ServiceResources
    private let pool: NIOThreadPool
    private(set) lazy var hub = SocketHub(edge: self)
    private(set) lazy var training = TrainingControl(edge: self)
    private(set) lazy var children = ChildQueue(edge: self)
    private(set) lazy var router = Router(edge: self)
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    /// Connections that are open, WebSockets and those that are refused included.
    private(set) var openConnections = 0
    private(set) var isShuttingDown = false
    private(set) var metrics = Metrics()
    /// For the header of that name.
    private(set) var date = ""
    private var dateSecond = 0
    /// Answered so far.
    private var requests = 0

    var output: Output { configuration.output }

    package init(
        _ configuration: ServiceConfiguration, resources: ServiceResources, loop: any EventLoop, pool: NIOThreadPool,
        logger: Logger
    ) {
        self.configuration = configuration
        limits = configuration.limits
        settings = configuration.sessions
        self.resources = resources
        self.loop = loop
        self.pool = pool
        self.logger = logger
        access = Access(configuration, logger: logger)
        refreshDate()
    }

    /// Milliseconds of a clock that only goes forward.
    func now() -> UInt64 { UInt64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    /// The time as clients are told it.
    var timestamp: String { Timestamp.now.description }

    // MARK: - Work on other threads

    /// Does on another thread what waits for the disk, and comes back to the loop.
    func work<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result, then: @escaping (Swift.Result<Result, any Error>) -> Void
    ) {
        let work: @Sendable () throws -> Result = {
            defer { ProcessMemory.giveBackFree() }
            return try body()
        }
        pool.runIfActive(eventLoop: loop, work).assumeIsolated().whenComplete(then)
    }

    /// A process of this program.
    func command(_ arguments: [String]) -> ChildProcess.Command {
        var arguments = arguments + ["--output=\(output.root)"]
        if let scenarios = configuration.scenarios { arguments.append("--scenarios=\(scenarios)") }
        if let templates = configuration.templates { arguments.append("--templates=\(templates)") }
        return ChildProcess.Command(program: configuration.program, arguments: arguments)
    }

    // MARK: - Connections

    /// Sets a new connection up.
    package func accept(_ channel: any Channel) throws {
        openConnections += 1
        channel.closeFuture.assumeIsolated().whenComplete { [unowned self] _ in openConnections -= 1 }
        let operations = channel.pipeline.syncOperations
        let gate = ConnectionGate()
        try operations.addHandler(gate)
        guard openConnections <= configuration.maxClients, !isShuttingDown else { return turnAway(gate) }
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .forwardBytes, limitConfiguration: ServiceLimits.decoder)
        try operations.addHandler(
            ByteToMessageHandler(decoder, maximumBufferSize: ServiceLimits.undecoded))
        try operations.addHandler(HTTPResponseEncoder())
        let connection = HTTPConnection(gate: gate, edge: self)
        try operations.addHandler(connection)
        connections[ObjectIdentifier(connection)] = connection
    }

    /// Tells a client that there are too many.
    private func turnAway(_ gate: ConnectionGate) {
        let response = ServiceError.busy.response(at: timestamp)
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\n"
            + "Content-Length: \(response.body.count)\r\nConnection: close\r\n\r\n"
        loop.assumeIsolated().execute { gate.sendAndClose(Array(head.utf8) + response.body) }
        loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(limits.draining))) { gate.close() }
        metrics.count(route: "other", status: 503, seconds: 0)
    }

    func closed(_ connection: HTTPConnection) { connections[ObjectIdentifier(connection)] = nil }

    func becameWebSocket(_ connection: HTTPConnection) { connections[ObjectIdentifier(connection)] = nil }

    // MARK: - Requests

    func handle(_ exchange: Exchange, on connection: HTTPConnection) { router.handle(exchange, on: connection) }

    func refuse(_ exchange: Exchange, _ error: ServiceError) { exchange.answer(error.response(at: timestamp)) }

    func answered(_ request: Request, _ response: Response, route: String, began: UInt64) {
        requests += 1
        let milliseconds = now() - began
        metrics.count(route: route, status: Int(response.status.code), seconds: Double(milliseconds) / 1000)
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            "request",
            metadata: [
                "method": .string(request.method.rawValue), "route": .string(route),
                "status": "\(response.status.code)", "ms": "\(milliseconds)", "id": "\(requests)",
            ])
    }

    /// What a client is told of an error.
    func serviceError(_ error: any Error) -> ServiceError {
        if let error = error as? ServiceError { return error }
        let failure = Failure(error)
        let text = relative(failure.entries.map(\.message).joined(separator: "; "))
        switch failure.kind {
        case .invalidData:
            let isInput = error is JobError || !(error is StorageError)
            return ServiceError(isInput ? .badRequest : .conflict, isInput ? "InvalidScenario" : "Damaged", text)
        case .notFound: return ServiceError(.notFound, "NotFound", text)
        case .wrongUsage: return ServiceError(.badRequest, "BadRequest", text)
        case .alreadyRunning: return ServiceError(.conflict, "Locked", text)
        case .cannotCreate: return ServiceError(.conflict, "Conflict", text)
        case .inputOutputFailed:
            if case StorageError.operationFailed(_, _, let number)? = error as? StorageError,
                number == .noSpace || number == .diskQuotaExceeded
            {
                return ServiceError(.insufficientStorage, "DiskFull", text)
            }
            return defect(text)
        // The service calls no other program for a client.
        case .unavailable, .defect: return defect(text)
        }
    }

    /// What is ours: the log has more than the client is told.
    func defect(_ text: String) -> ServiceError {
        let id = RandomID.make()
        logger.error("a request failed", metadata: ["id": .string(id), "reason": .string(text)])
        return .defect(id)
    }

    /// A message without what tells of the machine: paths are relative to the output, the scenarios and the program.
    func relative(_ message: String) -> String { resources.relative(message) }

    /// The patterns of all paths that are answered, but for the sockets and the site.
    package var patterns: [String] { router.patterns }

    // MARK: - Time

    /// Whether a training, a process of the service or a request goes on, whose time may run out.
    var isBusy: Bool { !connections.isEmpty || training.isFollowing || children.isBusy }

    /// Everything that depends on time; called some times a second.
    package func tick(late: Double) {
        metrics.loopDelay = max(metrics.loopDelay, late)
        refreshDate()
        let now = now()
        for connection in connections.values { connection.checkDeadline(now) }
        hub.tick(now)
        training.tick(now)
        children.tick(now)
    }

    private func refreshDate() {
        let second = Int(Date().timeIntervalSince1970)
        guard second != dateSecond else { return }
        dateSecond = second
        var time = time_t(second)
        var parts = tm()
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        date =
            "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }

    // MARK: - The end

    /// Stops the training, tells all clients, and closes all connections.
    /// - Parameter done: called when nothing is left to do.
    func shutDown(_ done: @escaping () -> Void) {
        isShuttingDown = true
        children.shutDown()
        training.stopForShutdown { [unowned self] in
            hub.shutDown()
            for connection in connections.values { connection.shutDown() }
            let deadline = now() + limits.draining
            waitForConnections(until: deadline, done)
        }
    }

    private func waitForConnections(until deadline: UInt64, _ done: @escaping () -> Void) {
        if openConnections == 0 || now() >= deadline { return done() }
        loop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { [unowned self] in
            waitForConnections(until: deadline, done)
        }
    }
}

import Foundation
import Jobs
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// `hrlreport serve`: REST and Socket.IO for programs that start, watch and stop trainings.
package struct TrainingService: Sendable {
    private let configuration: ServiceConfiguration
    private let resources: ServiceResources
    private let logger: Logger

    /// - Throws: `JobError` where a folder or a file of the service is missing.
    package init(_ configuration: ServiceConfiguration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        resources = try ServiceResources(configuration)
    }

    /// Serves until it is asked to stop: then the training is saved, clients are told, and all connections are closed.
    ///
    /// It takes the thread that calls it.
    /// - Parameters:
    ///   - stop: asked some times a second.
    ///   - accepting: called once connections are accepted, with the service's address.
    /// - Throws: `ServiceStartError`.
    package func run(until stop: StopRequest, accepting: @escaping @Sendable (String) -> Void) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        defer {
            try? group.syncShutdownGracefully()
            try? pool.syncShutdownGracefully()
        }
        let loop = group.next()
        let edge = Edge(configuration, resources: resources, loop: loop, pool: pool, logger: logger)
        let listeners = try listen(edge, group)
        logger.info("serving", metadata: ["output": .string(configuration.output.root.string)])
        accepting("http://\(Self.text(of: listeners[0].localAddress))")
        watchTrainings(edge)
        ProcessMemory.giveBackCode()
        let done = loop.makePromise(of: Void.self)
        loop.execute { ServiceClock(edge, stop, listeners, done).start() }
        try done.futureResult.wait()
    }

    /// TCP sends again what a client's full buffer dropped after a pause that doubles each time, up to two minutes: who
    /// reads again would wait as long. `TCP_RTO_MAX_MS` bounds it.
    private static let longestPause = (
        option: ChannelOptions.socket(SocketOptionLevel(IPPROTO_TCP), SocketOptionName(44)),
        milliseconds: SocketOptionValue(2000)
    )

    /// Has the edge told of trainings of other processes as they begin.
    private func watchTrainings(_ edge: Edge) {
        FolderWatch.begin(edge.output.runs.locks.string, on: edge.loop) {
            edge.training.lockChanged()
        }.whenComplete { result in
            switch result {
            case .success: edge.training.isToldOfLocks = true
            case .failure(let error):
                edge.logger.info(
                    "trainings of other processes are looked for four times a second",
                    metadata: ["reason": "\(error)"])
            }
        }
    }

    private func listen(_ edge: Edge, _ group: any EventLoopGroup) throws -> [any Channel] {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 32 << 10, high: 64 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    ConnectionGate.leaveRoom(in: channel)
                    // Systems before Linux 6.15 do not know it.
                    try? channel.syncOptions?.setOption(Self.longestPause.option, value: Self.longestPause.milliseconds)
                    try edge.accept(channel)
                }
            }
        var listeners: [any Channel] = []
        for (host, isNeeded) in addresses {
            // A free port that one address was given is taken for all.
            let port = listeners.first?.localAddress?.port ?? configuration.port
            do {
                listeners.append(try bootstrap.bind(host: host, port: port).wait())
            } catch {
                guard isNeeded else { continue }
                for listener in listeners { try? listener.close().wait() }
                let shown = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
                throw ServiceStartError(address: shown, error)
            }
        }
        return listeners
    }

    /// Where to listen, and whether the service is of use without it.
    private var addresses: [(host: String, isNeeded: Bool)] {
        configuration.hosts.flatMap { host in
            host == "localhost" ? [("127.0.0.1", true), ("::1", false)] : [(host, true)]
        }
    }

    private static func text(of address: SocketAddress?) -> String {
        guard let address, let host = address.ipAddress, let port = address.port else { return "" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// The address of a service cannot be had.
package struct ServiceStartError: Error, ExplainedError {
    package let failure: Failure

    init(address: String, _ error: any Error) {
        guard let error = error as? IOError else {
            failure = Failure(.inputOutputFailed, "\(address): there is no such address", hint: "--host")
            return
        }
        failure =
            switch error.errnoCode {
            case EADDRINUSE: Failure(.inputOutputFailed, "\(address): is in use", hint: "--port")
            case EACCES: Failure(.inputOutputFailed, "\(address): may not be listened on", hint: "--port 8000, or more")
            case EADDRNOTAVAIL:
                Failure(.inputOutputFailed, "\(address): is no address of this machine", hint: "--host")
            default:
                Failure(
                    .inputOutputFailed,
                    "\(address): cannot be listened on: \(String(cString: strerror(error.errnoCode)))",
                    hint: "--host, --port")
            }
    }
}

/// Calls the edge as time goes by, and ends it when it is asked to. It is used on the event loop only.
private final class ServiceClock {
    /// While something goes on, and while only clients wait that have nothing to do.
    private static let interval = (busy: TimeAmount.milliseconds(250), idle: TimeAmount.milliseconds(500))

    private let edge: Edge
    private let stop: StopRequest
    private let listeners: [any Channel]
    private let done: EventLoopPromise<Void>
    private var due = NIODeadline.now()
    private var isStopping = false

    init(_ edge: Edge, _ stop: StopRequest, _ listeners: [any Channel], _ done: EventLoopPromise<Void>) {
        (self.edge, self.stop, self.listeners, self.done) = (edge, stop, listeners, done)
    }

    func start() { schedule() }

    private func schedule() {
        due = NIODeadline.now() + (edge.isBusy ? Self.interval.busy : Self.interval.idle)
        edge.loop.assumeIsolated().scheduleTask(deadline: due) { [self] in
            let late = Double((NIODeadline.now() - due).nanoseconds) / 1e9
            edge.tick(late: late)
            if stop.reason != nil, !isStopping { shutDown() }
            schedule()
        }
    }

    private func shutDown() {
        isStopping = true
        edge.logger.info("stopping")
        for listener in listeners { listener.close(promise: nil) }
        edge.shutDown { [self] in
            edge.logger.info("stopped")
            done.succeed()
        }
    }
}

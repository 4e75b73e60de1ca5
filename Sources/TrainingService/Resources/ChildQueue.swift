import Glibc
import RunStorage

/// Simulations, reports and deletions: processes of this program, a few at a time. It is used on the event loop only.
final class ChildQueue {
    enum Kind: String, CaseIterable {
        case simulation, report, deletion
    }

    private final class Job {
        let kind: Kind
        let arguments: [String]
        let then: (ServiceError?) -> Void
        var process: ChildProcess?
        var deadline: UInt64 = 0
        var isLate = false

        init(_ kind: Kind, _ arguments: [String], _ then: @escaping (ServiceError?) -> Void) {
            self.kind = kind
            self.arguments = arguments
            self.then = then
        }
    }

    private static let atOnce = 2
    private static let longestQueue = 8

    private unowned let edge: Edge
    private var running: [ObjectIdentifier: Job] = [:]
    private var waiting: [Job] = []

    init(edge: Edge) { self.edge = edge }

    var isBusy: Bool { !running.isEmpty }

    func count(_ kind: Kind) -> Int { running.values.count { $0.kind == kind } }

    /// Runs the program.
    /// - Parameters:
    ///   - exchange: who asked; where that client goes away before it is begun, it is not done.
    ///   - then: called once, with what went wrong.
    func run(
        _ kind: Kind, _ arguments: [String], for exchange: Exchange, then: @escaping (ServiceError?) -> Void
    ) {
        guard running.count < Self.atOnce || waiting.count < Self.longestQueue, !edge.isShuttingDown else {
            return then(.busy)
        }
        let job = Job(kind, arguments, then)
        waiting.append(job)
        exchange.whenGone = { [unowned self] in
            guard let index = waiting.firstIndex(where: { $0 === job }) else { return }
            waiting.remove(at: index)
            job.then(.busy)
        }
        advance()
    }

    private func advance() {
        while running.count < Self.atOnce, !waiting.isEmpty { start(waiting.removeFirst()) }
    }

    private func start(_ job: Job) {
        do {
            let process = try ChildProcess(
                edge.command(job.arguments), on: edge.loop, lines: { _ in },
                whenEnded: { [unowned self] end in ended(job, end) })
            job.process = process
            job.deadline = edge.now() + edge.limits.child
            running[ObjectIdentifier(job)] = job
        } catch {
            job.then(edge.serviceError(error))
        }
    }

    private func ended(_ job: Job, _ end: ProcessEnd) {
        running[ObjectIdentifier(job)] = nil
        let message = edge.relative(StandardError.message(job.process?.errors ?? []))
        job.then(end == .code(0) ? nil : refusal(job, end, message))
        advance()
    }

    private func refusal(_ job: Job, _ end: ProcessEnd, _ message: String) -> ServiceError {
        let message = message.isEmpty ? "The \(job.kind.rawValue) ended with \(end)" : message
        return switch end {
        case _ where job.isLate:
            ServiceError(
                .internalServerError, "TookTooLong", "It took longer than \(edge.limits.child / 1000) s and was ended")
        case .code(64): ServiceError(.badRequest, "BadRequest", message)
        case .code(65): ServiceError(.conflict, "NotUsable", message)
        case .code(66): ServiceError(.notFound, "NotFound", message)
        case .code(73): ServiceError(.conflict, "Conflict", message)
        case .code(74): ServiceError(.insufficientStorage, "StorageFailed", message)
        case .code(75): ServiceError(.conflict, "Locked", message)
        default: edge.defect(message)
        }
    }

    func tick(_ now: UInt64) {
        for job in running.values where now >= job.deadline && !job.isLate {
            job.isLate = true
            job.process?.killGroup()
        }
    }

    /// Ends everything: what was not finished was not saved.
    func shutDown() {
        for job in running.values { job.process?.signal(SIGTERM) }
        let jobs = waiting
        waiting = []
        for job in jobs { job.then(.busy) }
    }
}

import EventSockets
import Foundation
import Glibc
import Jobs
import Logging
import NIOCore
import RunStorage
import SystemPackage

/// Starts, watches and stops the training that there is. It is used on the event loop only.
final class TrainingControl {
    unowned let edge: Edge
    var state = TrainingState() { didSet { encodedStatus = nil } }
    private var encodedStatus: [UInt8]?
    var history = ProgressHistory()
    private(set) var episodesSeen = 0

    /// The training that this service has started.
    private(set) var own: Own?
    var others = OtherTrainings()
    /// When was last looked for trainings of other processes.
    var lastLook: UInt64 = 0
    var isLooking = false
    /// Whether `lockChanged` is called when the training of another process on this machine begins.
    var isToldOfLocks = false
    var whenLooked: [() -> Void] = []
    /// Who waits until the training of another process has stopped, by its run.
    var stopsOfOthers: [RunName: [Exchange]] = [:]

    /// A start that was asked for.
    struct Start: Sendable {
        var scenario: String
        /// Nil for 1,000, or those of a household that lives for utility.
        var episodes: Int?
        var saveInterval: Int
        /// Nil for as many as its kind of household needs.
        var evaluationEpisodes: Int?
        var seed: UInt64
        var resumes: Bool
    }

    final class Own {
        let start: Start
        /// Of the whole training, once it is known.
        var episodes: Int
        var process: ChildProcess?
        /// Who waits for the training to begin; nil once it has.
        var starting: Exchange?
        var stopping: [Exchange] = []
        var whenEnded: [() -> Void] = []
        var isStopWanted = false
        var hasBegun = false
        /// Whether all episodes are done: what comes then takes as long as it takes.
        var isComplete = false
        var lastLine: UInt64 = 0
        var killDeadline: UInt64?
        var episodesDone = 0
        var stoppedAt: Int?
        var elapsed: JSONNode?
        var failure: String?

        init(_ start: Start, _ exchange: Exchange) {
            self.start = start
            episodes = start.episodes ?? 0
            starting = exchange
        }
    }

    init(edge: Edge) { self.edge = edge }

    var isNested: Bool { edge.configuration.frontEnd }

    /// The answer of the status call.
    var status: [UInt8] {
        if let encodedStatus { return encodedStatus }
        let status = state.encoded(isNested: isNested)
        encodedStatus = status
        return status
    }

    /// Whether there is a training whose progress has to be looked at.
    var isFollowing: Bool { own != nil || looksOften }
    /// Whether trainings of others are looked for at each tick, not only now and then.
    private var looksOften: Bool { !others.all.isEmpty || !isToldOfLocks }
    var isGoingOn: Bool { state.phase.isGoingOn }
    var ownProcesses: Int { own?.process == nil ? 0 : 1 }

    // MARK: - Start

    func start(_ start: Start, _ exchange: Exchange) {
        guard own == nil else { return edge.refuse(exchange, .inProgress(own?.start.scenario ?? "")) }
        // From here on a second start is refused, though nothing has been found out about this one.
        let own = Own(start, exchange)
        self.own = own
        let (before, known) = (state, others.known)
        let starting = TrainingState(phase: .starting, scenario: start.scenario, totalEpisodes: own.episodes)
        state = starting
        edge.work { [output = edge.output, resources = edge.resources] in
            let found = try FoundTrainings.look(into: output, own: nil, known: known)
            return (found, Result { try Self.prepare(start, found, output, resources) })
        } then: { [unowned self] result in
            switch result {
            case .success((let found, let preparation)):
                // What clients are told of may have ended since somebody last looked: they are told before the start.
                state = before
                tell(others.update(found, isHidden: false))
                let now = state
                state = starting
                switch preparation {
                case .success(.begin(let path, let mode, let episodes, let done)):
                    own.episodes = episodes
                    state.totalEpisodes = episodes
                    launch(own, path, mode, done, now)
                case .success(.refuse(let error)): refuse(own, error, now)
                case .failure(let error): refuse(own, edge.serviceError(error), now)
                }
            case .failure(let error): refuse(own, edge.serviceError(error), before)
            }
        }
    }

    /// Of a household with a reward, where nothing is said.
    private static let usualEpisodes = 1000

    private enum Preparation: Sendable {
        case begin(path: String, BeginMode, episodes: Int, episodesDone: Int)
        case refuse(ServiceError)
    }

    private static func prepare(
        _ start: Start, _ found: FoundTrainings, _ output: Output, _ resources: ServiceResources
    ) throws -> Preparation {
        if let other = found.going.first { return .refuse(.inProgress(other.scenario)) }
        guard let path = try resources.scenarios.path(of: start.scenario) else {
            return .refuse(.notFound("Scenario", start.scenario))
        }
        let runner = JobRunner(output: output) { _ in }
        let scenario = try runner.scenario(path).scenario
        let usual = scenario.objectiveKind == .utility ? scenario.training.numEpisodes : usualEpisodes
        let episodes = start.episodes ?? usual
        var request = TrainingRequest(scenario: path)
        (request.episodes, request.saveInterval, request.seed) = (episodes, start.saveInterval, start.seed)
        let (mode, done) = try runner.beginning(of: request, resuming: start.resumes)
        return .begin(path: path, mode, episodes: episodes, episodesDone: done)
    }

    private func refuse(_ own: Own, _ error: ServiceError, _ before: TrainingState) {
        state = before
        self.own = nil
        if let exchange = own.starting { edge.refuse(exchange, error) }
        for exchange in own.stopping { edge.refuse(exchange, .noTraining) }
        for body in own.whenEnded { body() }
    }

    private func launch(_ own: Own, _ path: String, _ mode: BeginMode, _ done: Int, _ before: TrainingState) {
        if own.isStopWanted || edge.isShuttingDown {
            return refuse(own, ServiceError(.internalServerError, "TrainingStopped", "Stopped before it began"), before)
        }
        let start = own.start
        var arguments = [
            "train", path, "--episodes=\(own.episodes)", "--save-interval=\(start.saveInterval)",
            "--seed=\(start.seed)", "--name=\(start.scenario)", "--progress=json",
        ]
        if let episodes = start.evaluationEpisodes { arguments.append("--eval-episodes=\(episodes)") }
        switch mode {
        case .fresh: break
        case .resume: arguments.append("--resume")
        case .force: arguments.append("--force")
        case .replace: arguments += ["--force", "--keep-previous"]
        }
        if let threads = edge.configuration.threads { arguments.append("--threads=\(threads)") }
        own.episodesDone = done
        own.lastLine = edge.now()
        var burst: [(text: [UInt8], kind: EventLog.Kind)] = []
        do {
            own.process = try ChildProcess(
                edge.command(arguments), on: edge.loop,
                lines: { [unowned self] line in received(line, own, &burst) },
                whenBurstEnds: { [unowned self] in
                    edge.hub.publish(burst)
                    burst.removeAll(keepingCapacity: true)
                }, whenEnded: { [unowned self] end in ended(own, end, before) })
        } catch {
            refuse(own, edge.serviceError(error), before)
        }
    }

    // MARK: - What the trainer prints

    private func received(
        _ line: ArraySlice<UInt8>, _ own: Own, _ burst: inout [(text: [UInt8], kind: EventLog.Kind)]
    ) {
        own.lastLine = edge.now()
        switch ProgressLine(line) {
        case .progress(let episode, let members):
            guard own.hasBegun else { return }
            progressed(episode, members)
            burst.append((ProgressLine.packet(members, isNested: isNested), .progress(episode: episode)))
        case .checkpointSaved(let episode):
            guard own.hasBegun else { return }
            let data = JSONNode.members(["scenario_name": .string(own.start.scenario), "episode": .number(episode)])
            burst.append((SocketPacket.event("checkpoint_saved", data).message, .step))
        case .started(let node): begun(own, node)
        case .completed(let node):
            own.isComplete = true
            own.elapsed = node["elapsed_time"]
        case .stopped(let node): own.stoppedAt = node["episodes_completed"]?.integer
        case .failed(let message): own.failure = message
        case nil: return
        }
    }

    func progressed(_ episode: Int, _ members: ArraySlice<UInt8>) {
        episodesSeen += 1
        state.currentEpisode = episode
        state.progress = Array(members)
        history.append(episode: episode, members)
    }

    private func begun(_ own: Own, _ node: JSONNode) {
        guard !own.hasBegun else { return }
        own.hasBegun = true
        own.episodesDone = node["episodes_done"]?.integer ?? 0
        let start = own.start
        state.phase = own.isStopWanted ? .stopping : .training
        state.startTime = node["start_time"]?.string
        state.currentEpisode = own.episodesDone
        history = ProgressHistory()
        let data = state.started(seed: .number(start.seed), episodesDone: own.episodesDone)
        edge.logger.info(
            "training started",
            metadata: ["scenario": .string(start.scenario), "episodes": "\(own.episodes)", "seed": "\(start.seed)"])
        edge.hub.publish("training_started", data)
        let answer = JSONNode.members([
            "message": "Training started successfully", "scenario_name": .string(start.scenario),
            "data": .object([JSONNode.Member("status", "started")] + members(of: data)),
        ])
        own.starting?.answer(Response(.accepted, answer, headers: [("Location", "/api/training/status")]))
        own.starting = nil
    }

    private func members(of node: JSONNode) -> [JSONNode.Member] {
        if case .object(let members) = node { members } else { [] }
    }

    // MARK: - The end

    private func ended(_ own: Own, _ end: ProcessEnd, _ before: TrainingState) {
        let message = own.failure ?? StandardError.message(own.process?.errors ?? [])
        guard own.hasBegun else {
            let isSilent = own.killDeadline != nil
            return refuse(
                own, Self.refusal(isSilent ? .signal(SIGTERM) : end, edge.relative(message)), before)
        }
        self.own = nil
        let start = own.start
        let scenario = JSONNode.string(start.scenario)
        let done = own.stoppedAt ?? state.currentEpisode
        state.currentEpisode = done
        switch end {
        case _ where own.killDeadline != nil:
            failed(own, silenceMessage, details: "it was ended by the service")
        case .code(0):
            state.phase = .completed
            state.currentEpisode = own.episodes
            edge.hub.publish(
                "training_completed",
                .members([
                    "scenario_name": scenario, "episodes_completed": .number(own.episodes),
                    "total_episodes": .number(own.episodes), "elapsed_time": own.elapsed ?? .number(0),
                    "final_metrics": ProgressLine.finalMetrics(state.progress ?? []),
                ]))
        case .code(129), .code(130), .code(143):
            state.phase = .stopped
            edge.hub.publish(
                "training_stopped",
                .members([
                    "scenario_name": scenario, "episodes_completed": .number(done),
                    "total_episodes": .number(own.episodes),
                ]))
        case .code(let code):
            failed(own, edge.relative(message), details: "the trainer ended with exit code \(code)")
        case .signal(let signal):
            failed(own, "the trainer was killed", details: "by signal \(signal)")
        }
        edge.logger.info(
            "training ended",
            metadata: [
                "scenario": .string(start.scenario), "state": .string(state.phase.rawValue),
                "episodes": "\(state.currentEpisode)",
            ])
        answerStops(own)
        for body in own.whenEnded { body() }
    }

    private func failed(_ own: Own, _ message: String, details: String) {
        state.phase = .failed
        edge.logger.error("training failed", metadata: ["reason": .string(message), "details": .string(details)])
        var data = JSONNode.members([
            "message": .string(message), "details": .string(details), "scenario_name": .string(own.start.scenario),
            "episodes_completed": .number(state.currentEpisode),
        ])
        if isNested { data = data.setting("error", .string(message)) }
        edge.hub.publish("training_error", data)
    }

    /// What is answered where a training ends before it has begun.
    static func refusal(_ end: ProcessEnd, _ message: String) -> ServiceError {
        var message = message
        if message.isEmpty, case .code(let code) = end { message = "The trainer ended with exit code \(code)" }
        return switch end {
        case .code(64): ServiceError(.badRequest, "BadRequest", message)
        case .code(65): ServiceError(.conflict, "RunNotUsable", message)
        case .code(66): ServiceError(.notFound, "ScenarioNotFound", message)
        case .code(73): ServiceError(.conflict, "RunExists", message)
        case .code(74): ServiceError(.insufficientStorage, "StorageFailed", message)
        case .code(75): ServiceError(.badRequest, "TrainingInProgress", message)
        case .code(129), .code(130), .code(143):
            ServiceError(.internalServerError, "TrainingStopped", "The training was stopped before it began")
        case .code: ServiceError(.internalServerError, "TrainingFailed", message)
        case .signal(let signal):
            ServiceError(.internalServerError, "TrainingFailed", "The trainer was killed by signal \(signal)")
        }
    }

    // MARK: - Stop

    func stop(_ exchange: Exchange) {
        if let own {
            own.stopping.append(exchange)
            ask(own)
            edge.loop.assumeIsolated().scheduleTask(in: .seconds(30)) { [unowned self] in
                guard !exchange.isAnswered else { return }
                edge.refuse(exchange, Self.stopTimeout)
            }
            return
        }
        look { [unowned self] in
            guard let found = others.shown ?? others.all.first else { return edge.refuse(exchange, .noTraining) }
            stop(found, exchange)
        }
    }

    private func ask(_ own: Own) {
        own.isStopWanted = true
        if state.phase == .training { state.phase = .stopping }
        own.process?.signal(SIGTERM)
    }

    private func answerStops(_ own: Own) {
        for exchange in own.stopping {
            if state.phase == .failed {
                edge.refuse(
                    exchange, ServiceError(.internalServerError, "TrainingFailed", "The training failed as it stopped"))
            } else {
                exchange.answer(
                    Self.stopped(
                        own.start.scenario, state.currentEpisode, state.totalEpisodes,
                        isCompleted: state.phase == .completed))
            }
        }
    }

    static func stopped(_ scenario: String, _ done: Int, _ total: Int, isCompleted: Bool) -> Response {
        Response(
            .ok,
            .members([
                "message": "Training stopped successfully",
                "data": .members([
                    "status": isCompleted ? "completed" : "stopped", "scenario_name": .string(scenario),
                    "episodes_completed": .number(done), "total_episodes": .number(total),
                ]),
            ]))
    }

    static var stopTimeout: ServiceError {
        ServiceError(.internalServerError, "StopTimeout", "The training has not stopped within 30 s")
    }

    /// Stops what this service has started, and calls back when it has ended.
    func stopForShutdown(_ body: @escaping () -> Void) {
        guard let own else { return body() }
        own.whenEnded.append(body)
        ask(own)
        // What hangs must not keep the service: what it saved stays.
        edge.loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(edge.limits.silence))) { [weak own] in
            own?.process?.killGroup()
        }
    }

    // MARK: - Time

    private var silenceMessage: String { "the trainer said nothing for \(edge.limits.silence / 1000) s" }

    /// Between two looks for trainings on other machines, while none is known.
    private static let usualPause: UInt64 = 1000

    /// Ends a trainer that says nothing any more, and looks for trainings of others while anybody wants to know.
    func tick(_ now: UInt64) {
        if let own, let process = own.process, !own.isComplete {
            if let deadline = own.killDeadline {
                if now >= deadline { process.killGroup() }
            } else if now - own.lastLine >= edge.limits.silence {
                edge.logger.error("the trainer says nothing; it is stopped", metadata: ["pid": "\(process.id)"])
                own.killDeadline = now + edge.limits.grace
                process.signal(SIGTERM)
            }
        }
        if !edge.hub.isEmpty, looksOften || now - lastLook >= Self.usualPause { look {} }
    }
}

/// What this program prints on standard error.
enum StandardError {
    /// The messages of its errors, on one line.
    static func message(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let errors = lines.filter { $0.hasPrefix("error: ") }.map { $0.dropFirst("error: ".count) }
        return (errors.isEmpty ? lines.suffix(1) : errors[...]).joined(separator: "; ")
    }
}

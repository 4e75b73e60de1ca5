import Households
import Logging
import RunStorage

/// Trains several scenarios, one after the other: one failure does not stop the others.
struct TrainingSequence: Sendable {
    let context: CommandContext
    let scenarios: [String]
    let options: TrainingOptions

    /// Trains each scenario, and hands each finished run on.
    ///
    /// - Parameter finished: what to do with a run; its failure counts as the scenario's.
    /// - Throws: `AlreadyTold` with the worst exit code where anything failed or the process was asked to stop.
    func run(then finished: @escaping @Sendable (StoredRun, StopRequest, inout ProgressDisplay) throws -> Void)
        async throws
    {
        if options.name != nil, scenarios.count > 1 {
            throw CommandError.nameForSeveralScenarios(count: scenarios.count)
        }
        let startTime = try StartTime.current()
        try context.prepareOutput()
        let worst = try await StopRequest.whileWatching { stop in
            try await DedicatedThread.run(named: "training") {
                var worst = ExitStatus.done
                for scenario in scenarios {
                    worst = max(worst, train(scenario, startTime: startTime, stop: stop, then: finished))
                    // A stop ends the sequence, and says more than what failed before.
                    if let signal = stop.signal { return signal.status }
                }
                return worst
            }
        }
        if worst != .done { throw AlreadyTold(status: worst) }
    }

    private func train(
        _ scenario: String, startTime: Timestamp, stop: StopRequest,
        then finished: (StoredRun, StopRequest, inout ProgressDisplay) throws -> Void
    ) -> ExitStatus {
        var display = ProgressDisplay(
            mode: options.progress.resolved(canRedraw: Terminal.canRedraw, isQuiet: context.options.quiet))
        do {
            let run = try trained(scenario, startTime: startTime, stop: stop, &display)
            if let signal = stop.signal { return signal.status }
            try finished(run, stop, &display)
            return .done
        } catch {
            return CommandContext.tell(error)
        }
    }

    /// Trains one scenario; an error that keeps it from being trained is shown as progress, too.
    private func trained(
        _ scenario: String, startTime: Timestamp, stop: StopRequest, _ display: inout ProgressDisplay
    ) throws -> StoredRun {
        do {
            return try job(scenario, startTime: startTime, stop: stop).run(&display)
        } catch let stopped as Stopped {
            throw stopped
        } catch {
            for entry in ErrorReport(error).entries { display.show(.trainingFailed(message: entry.message)) }
            throw error
        }
    }

    private func job(_ argument: String, startTime: Timestamp, stop: StopRequest) throws -> TrainingJob {
        let file = try ScenarioFile.load(
            argument, folders: .ofThisProcess, scenarios: context.options.scenarios,
            overrides: options.overriding.values)
        context.logger.debug("\(file.path): read")
        let source = try options.from.map { try TrainingSource($0, in: context.store) }
        var scenario = file.scenario
        scenario.training.numEpisodes = options.episodes ?? scenario.training.numEpisodes
        if let source, source.state.episodesDone >= scenario.training.numEpisodes {
            throw CommandError.nothingLeftToTrain(
                run: source.start.run.description, done: source.state.episodesDone,
                episodes: scenario.training.numEpisodes)
        }
        let plan = RunPlan(
            name: try runName(file), scenario: scenario, scenarioFile: file.stem, scenarioText: file.text,
            overrides: options.overriding.values,
            episodes: scenario.training.numEpisodes, seed: options.seed, saveInterval: options.saveInterval,
            programVersion: ProgramVersion.current, startTime: startTime, startedFrom: source?.start)
        return TrainingJob(
            store: context.store, plan: plan, mode: options.resume ? .resume : options.force ? .force : .fresh,
            source: source, evaluationEpisodes: options.evalEpisodes, threads: options.threadCount, stop: stop,
            logger: context.logger)
    }

    private func runName(_ file: ScenarioFile) throws -> RunName {
        if let name = options.name { return try RunName(name) }
        do {
            return try RunName(file.stem)
        } catch {
            throw CommandError.stemIsNoName(file.stem)
        }
    }
}

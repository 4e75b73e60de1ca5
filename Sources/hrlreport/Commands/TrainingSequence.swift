import Jobs
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
    func run(then finished: @escaping @Sendable (StoredRun, JobRunner) throws -> Void) async throws {
        if options.name != nil, scenarios.count > 1 {
            throw CommandError.nameForSeveralScenarios(count: scenarios.count)
        }
        let startTime = try StartTime.current()
        try context.jobs().prepareOutput()
        let worst = try await SignalWatch.during { stop in
            try await DedicatedThread.run(named: "training") {
                var worst = ExitStatus.done
                for scenario in scenarios {
                    worst = max(worst, train(scenario, startTime: startTime, stop: stop, then: finished))
                    // A stop ends the sequence, and says more than what failed before.
                    if let reason = stop.reason { return ExitStatus(reason) }
                }
                return worst
            }
        }
        if let told = AlreadyTold(worst) { throw told }
    }

    private func train(
        _ scenario: String, startTime: Timestamp, stop: StopRequest,
        then finished: (StoredRun, JobRunner) throws -> Void
    ) -> ExitStatus {
        var display = ProgressDisplay(
            mode: options.progress.resolved(canRedraw: Terminal.canRedraw, isQuiet: context.options.quiet))
        let jobs = context.jobs(threads: options.threads, stop: stop) { display.show($0) }
        do {
            let run = try jobs.train(options.request(scenario, startTime: startTime))
            try stop.check()
            try finished(run, jobs)
            return .done
        } catch {
            return CommandContext.tell(error)
        }
    }
}

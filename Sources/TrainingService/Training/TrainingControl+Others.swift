import Foundation
import Jobs
import NIOCore
import RunStorage

/// Trainings of other processes: they are looked for, told of and stopped.
extension TrainingControl {
    /// Answers with the status as it is now.
    func answerStatus(_ exchange: Exchange) {
        // What was seen an instant ago still holds.
        if own != nil || edge.now() - lastLook < 50 { return answer(exchange) }
        look { [unowned self] in answer(exchange) }
    }

    private func answer(_ exchange: Exchange) {
        exchange.answer(Response(.ok, type: Response.json, body: status))
    }

    /// A lock has come or was written to: it may be that of a training whose beginning clients are to be told.
    func lockChanged() {
        // One that is known is followed as time goes by: its lock is written again and again.
        if own == nil, others.all.isEmpty, !edge.hub.isEmpty { look {} }
    }

    /// Looks for trainings of other processes, and tells what has changed.
    func look(then body: @escaping () -> Void) {
        whenLooked.append(body)
        guard !isLooking else { return }
        isLooking = true
        let (waiting, process, known) = (whenLooked, own?.process?.id, others.known)
        whenLooked = []
        edge.work { [output = edge.output] in
            try FoundTrainings.look(into: output, own: process, known: known)
        } then: { [unowned self] result in
            isLooking = false
            lastLook = edge.now()
            switch result {
            case .success(let found):
                // It was started since: what was found may be our own.
                if own?.process?.id == process { take(found) }
            case .failure(let error): edge.logger.warning("\(edge.relative("\(error)"))")
            }
            for body in waiting { body() }
            if !whenLooked.isEmpty { look {} }
        }
    }

    private func take(_ found: FoundTrainings) {
        // Whether a start takes the place of what clients are told of is not known before it has begun.
        if let own, !own.hasBegun { return }
        tell(others.update(found, isHidden: own != nil))
    }

    /// Tells clients what has changed about the trainings of others.
    func tell(_ changes: [OtherTrainings.Change]) {
        let names = others.all.map(\.training.runName.description)
        let shown = own == nil ? others.shown?.training.runName.description : nil
        let rest = names.filter { $0 != shown }
        if state.others != rest { state.others = rest }
        for change in changes { apply(change) }
    }

    private func apply(_ change: OtherTrainings.Change) {
        switch change {
        case .started(let found):
            let training = found.training
            state = TrainingState(
                phase: .training, scenario: found.scenario, currentEpisode: training.currentEpisode,
                totalEpisodes: training.totalEpisodes, startTime: training.startTime.description,
                progress: training.latestProgress?.members, isForeign: true, others: state.others)
            history = ProgressHistory()
            edge.hub.publish(
                "training_started",
                state.started(seed: found.seed.map { .number($0) } ?? .null, episodesDone: training.currentEpisode))
        case .progress(let episode, let members):
            progressed(episode, members[...])
            edge.hub.publish([(ProgressLine.packet(members[...], isNested: isNested), .progress(episode: episode))])
        case .ended(let scenario, let ended, let last):
            guard state.isForeign else { return }
            finishForeign(scenario, ended, last)
        }
    }

    private func finishForeign(_ scenario: String, _ ended: FoundTrainings.Ended?, _ last: TrainingProgress?) {
        let total = ended?.totalEpisodes ?? state.totalEpisodes
        let done = ended?.episodesDone ?? state.currentEpisode
        state.currentEpisode = done
        if ended?.isFinished == true {
            state.phase = .completed
            edge.hub.publish(
                "training_completed",
                .members([
                    "scenario_name": .string(scenario), "episodes_completed": .number(done),
                    "total_episodes": .number(total), "elapsed_time": .number(last?.elapsedTime ?? 0),
                    "final_metrics": ProgressLine.finalMetrics(state.progress ?? []),
                ]))
        } else {
            state.phase = .stopped
            edge.hub.publish(
                "training_stopped",
                .members([
                    "scenario_name": .string(scenario), "episodes_completed": .number(done),
                    "total_episodes": .number(total),
                ]))
        }
    }

    // MARK: - Stop

    /// Stops the training of another process.
    func stop(_ found: FoundTrainings.Found, _ exchange: Exchange) {
        if state.isForeign, state.phase == .training { state.phase = .stopping }
        let name = found.training.runName
        stopsOfOthers[name, default: []].append(exchange)
        guard stopsOfOthers[name]?.count == 1 else { return }
        let deadline = edge.now() + Self.patience
        edge.work { [output = edge.output] in
            try OtherTraining.stop(found.training, in: output, patience: .zero)
        } then: { [unowned self] result in
            awaitEnd(of: found, until: deadline, hasEnded: result)
        }
    }

    /// Milliseconds in which a training has to save its state.
    private static let patience: UInt64 = 30_000

    /// Looks now and then whether the training of another process has given up its run: whoever waits takes no thread
    /// from others.
    private func awaitEnd(
        of found: FoundTrainings.Found, until deadline: UInt64, hasEnded: Result<Bool, any Error>
    ) {
        let (output, training) = (edge.output, found.training)
        switch hasEnded {
        case .success(true):
            edge.work {
                try output.runs.progress(of: training.runName)
            } then: { [unowned self] result in
                look {}
                answerStops(of: found, result)
            }
        case .success(false) where edge.now() < deadline:
            edge.loop.assumeIsolated().scheduleTask(in: .milliseconds(50)) { [unowned self] in
                edge.work {
                    try !output.runs.isHeld(by: training)
                } then: { [unowned self] result in
                    awaitEnd(of: found, until: deadline, hasEnded: result)
                }
            }
        case .success(false): answerStops(of: found, .failure(Self.stopTimeout))
        case .failure(let error): answerStops(of: found, .failure(error))
        }
    }

    private func answerStops(of found: FoundTrainings.Found, _ result: Result<RunProgress, any Error>) {
        let waiting = stopsOfOthers.removeValue(forKey: found.training.runName) ?? []
        switch result {
        case .success(let progress):
            let answer = Self.stopped(
                found.scenario, progress.episodesDone, progress.run.episodes, isCompleted: progress.isFinished)
            for exchange in waiting { exchange.answer(answer) }
        case .failure(let error):
            goesOn()
            for exchange in waiting { edge.refuse(exchange, edge.serviceError(error)) }
        }
    }

    /// The training of another process was not stopped.
    private func goesOn() {
        if state.isForeign, state.phase == .stopping { state.phase = .training }
    }
}

import Households
import Learning
import TestSupport
import Testing

@Suite("Trainer")
struct HRLTrainerTests {
    @Test func theSameSeedGivesTheSameBits() throws {
        #expect(try TrainingResult.train(.small) == TrainingResult.train(.small))
    }

    @Test(arguments: [2, 3, 4])
    func threadsChangeNothing(threads: Int) throws {
        #expect(try TrainingResult.train(.small, threads: threads) == TrainingResult.train(.small))
    }

    @Test func seedsDiffer() throws {
        let (first, second) = (try TrainingResult.train(.small, seed: 1), try TrainingResult.train(.small, seed: 2))
        #expect(first.history.episodeRewards != second.history.episodeRewards)
        #expect(first.state.lowAgent != second.state.lowAgent && first.state.highAgent != second.state.highAgent)
    }

    @Test func bothAgentsLearn() throws {
        let result = try TrainingResult.train(.small)
        let strategist = FinancialStrategist(scenario: .small, seed: 1).network.tensors
        let executor = BudgetExecutor(scenario: .small, seed: 1).network.tensors
        for (before, after) in [(strategist, result.state.highAgent), (executor, result.state.lowAgent)] {
            for (old, new) in zip(before, after) { #expect(old.values != new.values, "\(old.name)") }
        }
    }

    /// The small scenario with so much cash that every episode lasts to the end.
    private var lasting: Scenario {
        var scenario = Scenario.small
        scenario.environment.initialCash = 100_000
        return scenario
    }

    /// 40 episodes in batches of 16: two full ones and one of 8; three updates of the executor a batch (10, 10 and 4
    /// months) and one of the strategist.
    @Test func countsAreKept() throws {
        let result = try TrainingResult.train(lasting)
        #expect(result.outcome == .completed)
        #expect(result.state.episodesDone == 40 && result.history.count == 40)
        #expect(result.state.counters.low.updates == 9 && result.state.counters.high.updates == 3)
        #expect(result.history.low.episodes == [0, 0, 16, 16, 16, 32, 32, 32, 40])
        #expect(result.history.high.episodes == [16, 32, 40])
        for series in HistorySeries.all {
            let rows = [HistorySeries.Rows.episodes: 40, .lowUpdates: 9, .highUpdates: 3, .validations: 0][series.rows]
            #expect(series.values(of: result.history).count == rows, "\(series.name)")
        }
        // 24 months and five goals an episode went into the scaling of rewards.
        #expect(result.history.episodeLengths.allSatisfy { $0 == 24 })
        #expect(result.state.counters.low.returns.count == 40 * 24)
        #expect(result.state.counters.high.returns.count == 40 * 5)
        // Three epochs: minibatches of 64 months, of as many exploring lives as episodes, and of 32 decisions.
        #expect(result.state.counters.low.optimizerSteps == 3 * (2 * (5 + 5 + 2) + (3 + 3 + 1)))
        #expect(result.state.counters.high.optimizerSteps == 3 * (2 * 3 + 2))
    }

    @Test func eventsComeInOrder() throws {
        var events: [String] = []
        let outcome = try HRLTrainer(scenario: lasting, seed: 1, threads: 2).train { event in
            switch event {
            case .updated(let update): events.append("\(update.agent) \(update.index) \(update.episodesDone)")
            case .episodeEnded(let number, _): events.append("episode \(number)")
            case .batchEnded(let done, let history, let snapshot):
                events.append("end \(done)")
                #expect(history().count == done && snapshot().episodesDone == done)
            }
            return .continue
        }
        #expect(outcome == .completed)
        func batch(_ index: Int, _ first: Int, _ last: Int) -> [String] {
            (0..<3).map { "executor \(3 * index + $0) \($0 < 2 ? first - 1 : last)" } + ["strategist \(index) \(last)"]
                + (first...last).map { "episode \($0)" } + ["end \(last)"]
        }
        #expect(events == batch(0, 1, 16) + batch(1, 17, 32) + batch(2, 33, 40))
    }

    /// One epoch of a single minibatch: every ratio is that of the policy that drew the actions. One that is not
    /// exactly 1 would show.
    @Test func theFirstRatiosOfARealRolloutAreOne() throws {
        var scenario = Scenario.small
        scenario.training.epochs = 1
        scenario.training.minibatchLow = 100_000
        scenario.training.minibatchHigh = 100_000
        for threads in [1, 2] {
            let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: threads)
            _ = try trainer.train { event in
                if case .updated(let update) = event {
                    #expect(update.statistics.approximateKL == 0 && update.statistics.clipFraction == 0)
                    #expect(update.statistics.entropy != 0)
                }
                return .continue
            }
        }
    }

    @Test func aHandlersErrorEndsTheTraining() {
        struct Refusal: Error {}
        let trainer = HRLTrainer(scenario: .small, seed: 1, threads: 1)
        #expect(throws: Refusal.self) {
            try trainer.train { event in
                if case .batchEnded = event { throw Refusal() }
                return .continue
            }
        }
        #expect(trainer.episodesDone == 16)
    }

    // MARK: - Stopping and going on

    @Test(arguments: [1, 5, 16, 17, 32])
    func stoppingAndGoingOnGivesTheSameBits(stop: Int) throws {
        let whole = try TrainingResult.train(.small)
        let part = try TrainingResult.train(.small, stoppingAfter: stop)
        #expect(part.outcome == .stopped(episodesDone: (stop + 15) / 16 * 16))
        for threads in [1, 2] { #expect(try part.resume(.small, threads: threads) == whole) }
    }

    @Test func whatTheHistoryHoldsBeyondIsComputedAgain() throws {
        let whole = try TrainingResult.train(.small)
        var part = try TrainingResult.train(.small, stoppingAfter: 16)
        part.history = whole.history
        #expect(try part.resume(.small) == whole)
    }

    /// A history that an older program began lacks series: they stay away, and all others go on.
    @Test func aSeriesThatAHistoryLacksStaysEmpty() throws {
        let whole = try TrainingResult.train(.small)
        var part = try TrainingResult.train(.small, stoppingAfter: 16)
        part.history.low.entropy = []
        part.history.high.clipFraction = []
        let resumed = try part.resume(.small)
        #expect(resumed.state == whole.state)
        var expected = whole.history
        expected.low.entropy = []
        expected.high.clipFraction = []
        #expect(resumed.history == expected)
    }

    @Test func askingToStopInTheLastBatchCompletes() throws {
        let result = try TrainingResult.train(.small, stoppingAfter: 40)
        #expect(result.outcome == .completed)
        #expect(try result.resume(.small) == result)
    }

    /// Longer training starts from where another ended, which need not be a whole number of batches.
    @Test func goesOnAfterAShortLastBatch() throws {
        var shorter = Scenario.small
        shorter.training.numEpisodes = 21
        let result = try TrainingResult.train(shorter).resume(.small)
        #expect(result.history.count == Scenario.small.training.numEpisodes)
        #expect(result.state.episodesDone == Scenario.small.training.numEpisodes)
    }

    /// What was kept in an earlier training stays, unless nothing is validated any more.
    @Test func whatIsKeptComesAlong() throws {
        var scenario = Scenario.small
        scenario.training.validationEpisodes = 8
        let part = try TrainingResult.train(scenario, stoppingAfter: 16)
        #expect(part.state.kept?.episode == 16)
        let whole = try TrainingResult.train(scenario)
        for threads in [1, 2] { #expect(try part.resume(scenario, threads: threads) == whole) }
        scenario.training.validationEpisodes = 0
        #expect(try part.resume(scenario).state.kept == nil)
    }

    @Test func statesThatDoNotFitAreRefused() throws {
        let part = try TrainingResult.train(.small, stoppingAfter: 16)
        func resume(_ change: (inout TrainingResult, inout Scenario) -> Void) throws {
            var (changed, scenario) = (part, Scenario.small)
            change(&changed, &scenario)
            _ = try changed.resume(scenario)
        }
        #expect(throws: TrainingError.self) { try resume { part, _ in part.state.episodesDone = 48 } }
        #expect(throws: TrainingError.self) { try resume { part, _ in part.state.episodesDone = -16 } }
        #expect(throws: TrainingError.self) { try resume { part, _ in part.history = TrainingHistory() } }
        #expect(throws: TrainingError.self) { try resume { _, scenario in scenario.training.numEpisodes = 8 } }
        #expect(throws: ModelError.missingTensor(name: "actor.0.weight")) {
            try resume { part, _ in part.state.lowAgent.removeFirst() }
        }
        #expect(throws: ModelError.self) { try resume { _, scenario in scenario.training.hidden = 24 } }
        #expect(throws: TrainingError.self) { try resume { part, _ in part.state.kept?.episode = 17 } }
        #expect(throws: ModelError.missingTensor(name: "actor.0.weight")) {
            try resume { part, _ in part.state.kept?.lowAgent.removeFirst() }
        }
    }
}

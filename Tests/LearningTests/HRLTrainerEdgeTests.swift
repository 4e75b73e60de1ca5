import Households
import Learning
import TestSupport
import Testing

/// Scenarios at the edges of what is allowed: they train to the end, reproducibly, and never leave a number that is
/// none.
@Suite("Trainer at the edges")
struct HRLTrainerEdgeTests {
    private func expectReproducible(
        _ change: (inout Scenario) -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> TrainingResult {
        var scenario = Scenario.small
        scenario.training.numEpisodes = 12
        scenario.training.batchSize = 6
        change(&scenario)
        let result = try TrainingResult.train(scenario)
        #expect(result.history.count == scenario.training.numEpisodes, sourceLocation: sourceLocation)
        #expect(result.history.numbers.allSatisfy { $0.isFinite }, sourceLocation: sourceLocation)
        #expect(try TrainingResult.train(scenario, threads: 2) == result, sourceLocation: sourceLocation)
        return result
    }

    @Test func aSingleMonth() throws {
        let result = try expectReproducible {
            $0.environment.maxMonths = 1
            $0.training.highPeriod = 1
            $0.training.segment = 1
        }
        #expect(result.history.episodeLengths == Array(repeating: 1, count: 12))
    }

    @Test func aGoalEveryMonthAndOneForAll() throws {
        for period in [1, 24] {
            let result = try expectReproducible { $0.training.highPeriod = period }
            #expect(result.state.counters.high.returns.count == Double(12 * 24 / period))
        }
    }

    @Test func segmentsOfOneMonthAndOfAll() throws {
        for segment in [1, 24] {
            let result = try expectReproducible { $0.training.segment = segment }
            // A batch ends where none of its households is left.
            let longest = result.history.episodeLengths.chunked(by: 6).map { $0.max() ?? 0 }
            #expect(result.state.counters.low.updates == longest.reduce(0) { $0 + ($1 + segment - 1) / segment })
        }
    }

    @Test func oneEpisodeABatch() throws {
        let result = try expectReproducible { $0.training.batchSize = 1 }
        #expect(result.state.counters.high.updates == 12)
    }

    @Test func moreThreadsThanEpisodes() throws {
        var scenario = Scenario.small
        scenario.training.numEpisodes = 4
        scenario.training.batchSize = 2
        #expect(try TrainingResult.train(scenario, threads: 4) == TrainingResult.train(scenario))
    }

    @Test(arguments: [1, 9])
    func hiddenLayersOfAnyWidth(hidden: Int) throws {
        _ = try expectReproducible { $0.training.hidden = hidden }
    }

    /// Bills that cannot be paid: every episode ends insolvent in its first months, and the rest of the segment is
    /// masked.
    @Test func householdsThatCannotBeSustained() throws {
        let result = try expectReproducible { $0.environment.fixedExpenses = 3000 }
        #expect(result.history.episodeLengths.allSatisfy { $0 <= 2 })
        #expect(result.history.cashBalances.allSatisfy { $0 < 0 })
        let months = result.history.episodeLengths.reduce(0, +)
        #expect(result.state.counters.low.returns.count == Double(months))
        #expect(result.state.counters.high.returns.count == 12)
    }

    /// No comparison of decisions, and one of a single pair or of as many as can be asked for.
    @Test func anyNumberOfShockPairs() throws {
        let results = try [0, 1, 5, 32].map { pairs in
            try expectReproducible { $0.training.shockPairs = pairs }
        }
        for (index, result) in results.enumerated() {
            for other in results[..<index] { #expect(result.state.lowAgent != other.state.lowAgent) }
        }
    }

    @Test func noDiscountAndOnlyDiscount() throws {
        for gamma in [0.0, 1] {
            _ = try expectReproducible {
                $0.training.gammaLow = gamma
                $0.training.gammaHigh = gamma
                $0.training.gaeLambda = gamma
            }
        }
    }

    @Test func withoutRewardNothingDivides() throws {
        let result = try expectReproducible {
            $0.reward.alpha = 0
            $0.reward.kappa = 0
            $0.reward.beta = 0
            $0.reward.gamma = 0
            $0.reward.delta = 0
            $0.reward.lambda = 0
            $0.reward.mu = 0
        }
        #expect(result.history.episodeRewards.allSatisfy { $0 == 0 })
    }

    /// A learning rate that is far too high ends in an error or in finite numbers, not in a history of NaN.
    @Test(arguments: [10, 1e6, 1e30])
    func tooHighALearningRate(rate: Double) throws {
        var scenario = Scenario.small
        scenario.training.learningRateLow = rate
        scenario.training.learningRateHigh = rate
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: 1)
        do {
            let state = try trainer.finish().state
            for tensor in state.lowAgent + state.highAgent { #expect(tensor.values.allSatisfy { $0.isFinite }) }
        } catch TrainingError.diverged {
            #expect(trainer.episodesDone <= 40)
        }
        #expect(trainer.history.numbers.allSatisfy { $0.isFinite })
    }
}

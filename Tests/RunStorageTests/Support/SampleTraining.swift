import Households
import Learning
import NumericKernels
import RunStorage
import Statistics
import SystemPackage
import TestSupport
import Testing

/// A training that needs no trainer: its figures and states follow from the episode.
struct SampleTraining {
    var name = "bologna"
    var episodes = 50
    var batchSize = 20
    var saveInterval: Int? = 15
    var seed: UInt64 = 42
    var version = "1.0.0"
    var startTime = 1_700_000_000
    var startedFrom: RunDescription.StartingPoint?
    var scenario = Self.scenario

    static let scenario = Scenario(name: "Bologna \"coppia\" – è", environment: .bologna)

    func plan() throws -> RunPlan {
        var scenario = scenario
        scenario.training.numEpisodes = episodes
        return try RunPlan(
            name: try RunName(name), scenario: scenario, scenarioText: "# è\nenvironment:\n", seed: seed,
            saveInterval: saveInterval,
            programVersion: version, startTime: try #require(Timestamp(secondsSince1970: startTime)),
            startedFrom: startedFrom)
    }

    /// Noise that a seed and an index determine, in −1…1 with all its digits.
    private func noise(_ stream: Int, _ index: Int) -> Double {
        var bits = seed &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Double(Int64(bitPattern: bits ^ bits >> 31)) / 0x1p63
    }

    /// The history at the end of the batch that ends at `count`: two updates of the executor a batch, the first of them
    /// before its episodes have ended.
    func history(_ count: Int) -> TrainingHistory {
        var history = TrainingHistory()
        history.episodeRewards = (0..<count).map { noise(1, $0) * 1000 }
        history.episodeLengths = (0..<count).map { 120 - $0 % 7 }
        history.cashBalances = (0..<count).map { noise(2, $0) * 1e4 }
        history.totalInvested = (0..<count).map { Double($0) * 10 }
        history.cumulativeWealthGrowth = (0..<count).map { noise(3, $0) * 1e5 }
        history.cashStabilityIndex = (0..<count).map { abs(noise(4, $0)) }
        history.sharpeRatio = (0..<count).map { noise(5, $0) }
        history.goalAdherence = (0..<count).map { noise(6, $0) * 1e-7 }
        history.policyStability = (0..<count).map { noise(7, $0) * 1e-3 }
        for end in boundaries where end > 0 && end <= count {
            let start = (end - 1) / batchSize * batchSize
            for (stream, episode) in [(8, start), (9, end)] {
                history.low.append(episodes: episode, loss: noise(stream, episode), health(stream, episode))
            }
            history.high.append(episodes: end, loss: noise(10, end), health(10, end))
        }
        return history
    }

    private func health(_ stream: Int, _ episode: Int) -> KeyValuePairs<UpdateHistory.Path, Double> {
        [
            \.policyLoss: noise(stream + 40, episode), \.valueLoss: abs(noise(stream + 50, episode)),
            \.entropy: noise(stream + 60, episode), \.approximateKL: noise(stream + 70, episode) * 1e-3,
            \.clipFraction: abs(noise(stream + 80, episode)),
            \.explainedVariance: noise(stream + 90, episode), \.actorGradientNorm: abs(noise(stream + 100, episode)),
            \.criticGradientNorm: abs(noise(stream + 110, episode)), \.learningRate: 1e-3,
        ]
    }

    func state(_ boundary: Int) -> TrainerState {
        var counters = TrainerCounters()
        counters.low.updates = history(boundary).low.count
        counters.high.updates = history(boundary).high.count
        counters.low.returns.mean = noise(11, boundary)
        counters.low.returns.count = Double(boundary)
        func tensors(_ stream: Int) -> [Tensor] {
            let names = ["actor.0.weight", "log_std", "critic.0.bias", "optimizer.actor.0.weight.exp_avg"]
            return names.enumerated().map { index, name in
                let shape = [[3, 2], [], [5], [3, 2]][index]
                let count = shape.reduce(1, *)
                return Tensor(
                    name: name, shape: shape,
                    values: (0..<count).map { Float(noise(stream + index, boundary * 100 + $0)) })
            }
        }
        // Before the second boundary nothing is kept but the last policy.
        let kept =
            boundary < 2 * batchSize
            ? nil
            : KeptPolicy(
                episode: boundary - batchSize, highAgent: Array(tensors(50).prefix(3)),
                lowAgent: Array(tensors(60).prefix(3)))
        return TrainerState(
            episodesDone: boundary, highAgent: tensors(20), lowAgent: tensors(30), counters: counters, kept: kept)
    }

    /// 0, the batch size and its multiples, the last episode.
    var boundaries: [Int] { Array(stride(from: 0, to: episodes, by: batchSize)) + [episodes] }

    /// Goes on from where the start says, as the command does.
    /// - Parameter stop: the boundary at which the training is stopped; nil to finish it.
    @discardableResult
    func train(_ start: TrainingStart, stopAt stop: Int? = nil) throws -> StoredRun? {
        let point = try start.checkpoint?.resumePoint()
        let first = point?.state ?? state(0)
        if let point, point.state != state(point.state.episodesDone) || point.history != history(first.episodesDone) {
            throw ResumedWrongly()
        }
        let recorder = CheckpointRecorder(
            writer: start.writer, batchSize: batchSize, history: history(first.episodesDone)
        ) { first }
        // A checkpoint that is being written keeps the run's lock: whoever goes on after a failure waits for it.
        defer { _ = try? recorder.drain() }
        for boundary in boundaries where boundary > first.episodesDone {
            _ = try recorder.batchEnded(history: history(boundary)) { state(boundary) }
            if boundary == stop {
                _ = try recorder.drain()
                try start.writer.saveStop(history: history(boundary), state: state(boundary))
                return nil
            }
        }
        _ = try recorder.drain()
        return try start.writer.finish(history: history(episodes), state: state(episodes))
    }

    struct ResumedWrongly: Error {}

    /// Begins and trains; the run that is up to date where there is nothing to train.
    @discardableResult
    func run(in output: Output, mode: BeginMode = .fresh, stopAt stop: Int? = nil) throws -> StoredRun? {
        switch try output.runs.begin(plan(), mode: mode) {
        case .upToDate(let run): run
        case .train(let start): try train(start, stopAt: stop)
        }
    }
}

func sampleEvaluation(reward: Double) -> Evaluation {
    let quantiles = Quantiles(p5: 1, p25: 2, p50: 3.25, p75: 4, p95: reward)
    return Evaluation(
        episodes: 1000, seed: 42, horizon: 120,
        policies: [
            PolicyEvaluation(
                policy: .trained, meanReward: reward, rewardStandardError: 0.1, insolvencyRate: 0.01,
                finalWealth: quantiles, finalCash: quantiles, monthsBelowThreshold: 3, totalConsumed: 1e5,
                totalInvested: 2e4, cashStability: 0.99, sharpeRatio: 1.5, policyStability: 0.001)
        ],
        advice: [], optimalValue: 1200)
}

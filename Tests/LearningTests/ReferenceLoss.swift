import Foundation
import Households
import Learning
import NumericKernels

/// A rollout and the whole PPO loss on it, as the paper has it, in double precision.
///
/// The ratios are made to measure: some rows are clipped, with advantages of both signs, and none is so close to a
/// bound that a finite difference would step over it.
struct LossProblem {
    static let settings: PPOSettings = {
        var training = TrainingParameters()
        training.targetKL = 0
        training.valueCoefficient = 0.7
        training.huberDelta = 0.9
        training.entropyCoefficient = 0.03
        return PPOSettings(training, learningRate: 1e-3, clipRange: 0.2, minibatch: 256)
    }()
    /// log(π/π_old); the bounds are at −.223 and .182.
    static let logRatios = [0, -0.5, 0.4, 0.1, -0.15, -0.3, 0.25, 0.01]
    /// Decisions of each track: more than two tiles of rows, the last not full.
    static let lengths = [50, 17, 64]
    static let inputs = 10

    struct Sample {
        let observation, action: [Double]
        let oldLogProbability, advantage, target: Double
    }

    let agent: ActorCritic
    let buffer: RolloutBuffer
    private(set) var samples: [Sample] = []

    init(hidden: Int) {
        agent = .arbitrary(inputs: Self.inputs, hidden: hidden)
        buffer = RolloutBuffer(tracks: Self.lengths.count, capacity: 64, inputs: Self.inputs)
        let (actor, logStd) = (agent.referenceActor, agent.referenceLogStd)
        var numbers = TestNumbers(2)
        for (track, length) in Self.lengths.enumerated() {
            buffer.lengths[track] = length
            for step in 0..<length {
                let observation = numbers.list(Self.inputs).map { Double(Float($0)) }
                let mean = actor(observation)
                let action = (0..<3).map { Double(Float(mean[$0] + exp(logStd[$0]) * numbers.next())) }
                let logProbability = ReferenceLoss.logProbability(action, mean: mean, logStd: logStd)
                let sample = Sample(
                    observation: observation, action: action,
                    oldLogProbability: logProbability - Self.logRatios[samples.count % Self.logRatios.count],
                    advantage: Double(Float(numbers.next())), target: Double(Float(numbers.next())))
                store(sample, row: buffer.row(track: track, step: step))
                samples.append(sample)
            }
        }
    }

    private func store(_ sample: Sample, row: Int) {
        for (index, value) in sample.observation.enumerated() {
            buffer.observations[row * Self.inputs + index] = Float(value)
        }
        for index in 0..<3 {
            buffer.actions[3 * row + index] = Float(sample.action[index])
        }
        buffer.logProbabilities[row] = Float(sample.oldLogProbability)
        buffer.advantages[row] = Float(sample.advantage)
        buffer.targets[row] = Float(sample.target)
    }
}

extension PPO {
    /// An update that is run by itself.
    @discardableResult
    func update(
        _ settings: PPOSettings, shuffle: CounterRandom, update: Int, team: WorkerTeam
    ) throws -> UpdateStatistics {
        let update = begin(settings, shuffle: shuffle, update: update)
        PPO.run([update], team: team)
        return try update.end()
    }
}

/// The parts of the PPO loss (Schulman et al. 2017, equations 7 and 9).
enum ReferenceLoss {
    /// log N(action; mean, diag σ²).
    static func logProbability(_ action: [Double], mean: [Double], logStd: [Double]) -> Double {
        action.indices.reduce(0) { sum, index in
            let z = (action[index] - mean[index]) / exp(logStd[index])
            return sum - 0.5 * z * z - logStd[index] - 0.5 * log(2 * Double.pi)
        }
    }

    /// π/π_old of each sample.
    static func ratios(_ samples: [LossProblem.Sample], actor: ReferenceNetwork, logStd: [Double]) -> [Double] {
        samples.map { sample in
            exp(
                logProbability(sample.action, mean: actor(sample.observation), logStd: logStd)
                    - sample.oldLogProbability)
        }
    }

    /// −mean(min(ratio·A, clip(ratio)·A)).
    static func policy(_ samples: [LossProblem.Sample], actor: ReferenceNetwork, logStd: [Double]) -> Double {
        let range = LossProblem.settings.clipRange
        let terms = zip(ratios(samples, actor: actor, logStd: logStd), samples).map { ratio, sample in
            let clipped = min(max(ratio, 1 - range), 1 + range)
            return min(ratio * sample.advantage, clipped * sample.advantage)
        }
        return -terms.reduce(0, +) / Double(samples.count)
    }

    /// mean(e²) with e = V − target, and the tangent of the parabola beyond δ.
    static func value(_ samples: [LossProblem.Sample], critic: ReferenceNetwork) -> Double {
        samples.reduce(0) { sum, sample in
            let error = abs(critic(sample.observation)[0] - sample.target)
            let bound = LossProblem.settings.huberDelta
            return sum + (error <= bound ? error * error : bound * bound + 2 * bound * (error - bound))
        } / Double(samples.count)
    }

    /// The differential entropy of the Gaussian.
    static func entropy(logStd: [Double]) -> Double {
        logStd.reduce(0) { $0 + $1 + 0.5 * log(2 * Double.pi * M_E) }
    }

    /// policy + c_v·value − c_e·entropy: what one update descends.
    static func total(
        _ samples: [LossProblem.Sample], actor: ReferenceNetwork, logStd: [Double], critic: ReferenceNetwork
    ) -> Double {
        policy(samples, actor: actor, logStd: logStd)
            + LossProblem.settings.valueCoefficient * value(samples, critic: critic)
            - LossProblem.settings.entropyCoefficient * entropy(logStd: logStd)
    }
}

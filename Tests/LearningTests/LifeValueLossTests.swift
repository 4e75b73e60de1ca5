import Foundation
import Households
import Learning
import NumericKernels
import Testing

@Suite("Value loss of a life")
struct LifeValueLossTests {
    private static let inputs = 5, rows = 12
    private let agent = ActorCritic(inputs: inputs + 2, criticInputs: inputs, hidden: 8, actionCount: 4)
    private let buffer = RolloutBuffer(tracks: 1, capacity: rows, inputs: inputs + 2, actionCount: 4)

    init() {
        let random = CounterRandom(seed: 4, purpose: .resampling)
        agent.initialize(
            actorRandom: random, criticRandom: random, headBias: [0, 0, 0, 0], criticGain: 1, logStd: -1)
        buffer.lengths[0] = Self.rows
        for index in 0..<Self.rows * buffer.inputs {
            buffer.observations[index] = Float(random.normals(index: 1, counter: UInt32(index))[0])
        }
        for row in 0..<Self.rows {
            let numbers = random.normals(index: 2, counter: UInt32(row))
            buffer.values[row] = Float(0.3 * numbers[0])
            // Some are beyond the bound of the squares.
            buffer.targets[row] = buffer.values[row] + Float(row % 4 == 0 ? 3 * numbers[1] : 0.2 * numbers[1])
        }
    }

    private var settings: PPOSettings {
        var training = TrainingParameters.ofLives
        training.huberDelta = 1
        return PPOSettings(training, learningRate: 1e-3, clipRange: 0.2, minibatch: Self.rows)
    }

    private func loss(_ gamma: Double) -> Double {
        let loss = LifeValueLoss(agent: agent, buffer: buffer, riskAversion: gamma)
        return buffer.samples.withUnsafeBufferPointer { loss.accumulateGradient(rows: $0, settings).value }
    }

    /// What a month adds, by the formula of its values: (V − target)/(D·U′(x_V)·x_V), with a base of 1 and D of 1.
    private func expected(_ gamma: Double) -> Double {
        let utility = Utility(reference: 1, riskAversion: gamma)
        let workspace = NetworkWorkspace(rows: 1, layout: agent.critic.layout)
        let errors = (0..<Self.rows).map { row in
            agent.critic.forward(rows: 1, inputs: buffer.observations.base + row * buffer.inputs, workspace)
            let (old, new) = (exp(Double(buffer.values[row])), exp(Double(workspace.outputs[0])))
            let scale = utility.slope(old) * old
            let target = utility(old) + scale * Double(buffer.targets[row] - buffer.values[row])
            return (utility(new) - target) / scale
        }
        return errors.reduce(0) { $0 + (abs($1) < 1 ? $1 * $1 : 2 * abs($1) - 1) } / Double(Self.rows)
    }

    @Test(arguments: [1.0, 1.00001, 1.01, 3, 4.5])
    func theErrorIsThatOfTheValue(gamma: Double) {
        #expect(abs(loss(gamma) / expected(gamma) - 1) < 1e-5)
    }

    @Test(arguments: [1.0, 1.01, 3])
    func theGradientIsThatOfTheLoss(gamma: Double) {
        let critic = agent.critic
        _ = loss(gamma)
        let places = [
            critic.layout.weight1 + 3, critic.layout.bias1 + 2, critic.layout.weight2 + 9,
            critic.layout.weight3, critic.layout.bias3,
        ]
        let gradient = places.map { Double(critic.gradient[$0]) }
        for (place, slope) in zip(places, gradient) {
            let (value, step) = (critic.parameters[place], Float(0.002))
            func moved(_ by: Float) -> Double {
                critic.parameters[place] = value + by
                critic.parametersDidChange()
                return loss(gamma)
            }
            let difference = settings.valueCoefficient * (moved(step) - moved(-step)) / Double(2 * step)
            _ = moved(0)
            #expect(abs(difference - slope) < 0.02 * abs(slope) + 1e-3, "\(place): \(difference), not \(slope)")
        }
    }
}

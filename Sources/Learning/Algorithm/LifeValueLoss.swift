import Foundation
import NumericKernels

/// The loss of the critic of a household that lives for utility, whose output v stands for a certainty equivalent
/// (`LifeValue`). With v0 its output when the month was lived, clipped to ±2.5, γ the risk aversion and δ by how much
/// the target was above its value:
///
///     e = (exp((1 − γ)·(v − v0)) − 1)/(1 − γ) − δ,  v − v0 − δ for γ = 1
///
/// which is (V − target)/(D_t·U′(x_V)·x_V): a relative error of the certainty equivalent, but linear in value, so that
/// rare ruin weighs what it should. Beyond |e| = δ_H the loss is a straight line, as in `ValueLoss`.
///
/// Values of the buffer are v0, targets v0 + δ.
package final class LifeValueLoss: CriticLoss {
    private let agent: ActorCritic
    private let buffer: RolloutBuffer
    private let riskAversion: Double
    private let workspace: NetworkWorkspace
    /// Of the rows of a tile: v − v0, and exp((1 − γ)·(v − v0)).
    private let changes: UnsafeMutableBufferPointer<Double>
    private let powers: FloatBuffer

    package init(agent: ActorCritic, buffer: RolloutBuffer, riskAversion: Double) {
        self.agent = agent
        self.buffer = buffer
        self.riskAversion = riskAversion
        workspace = NetworkWorkspace(rows: PPO.tileRows, layout: agent.critic.layout)
        changes = .allocate(capacity: PPO.tileRows)
        changes.initialize(repeating: 0)
        powers = FloatBuffer(count: PPO.tileRows)
    }

    deinit { changes.deallocate() }

    /// (exp(p·c) − 1)/p of a change c, c for p = 0: by its series where the exponential is next to 1.
    private static func growth(_ change: Double, power: Double, grown: Double) -> Double {
        let x = power * change
        return abs(x) < 0.02 ? change * (1 + x / 2 * (1 + x / 3 * (1 + x / 4))) : (grown - 1) / power
    }

    package func accumulateGradient(rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings) -> LossSums {
        let critic = agent.critic
        let stride = critic.layout.paddedOutputs
        let share = 1 / Double(rows.count)
        let slope = 2 * settings.valueCoefficient * share
        let bound = settings.huberDelta > 0 ? settings.huberDelta : .infinity
        critic.gradient.fill(with: 0)
        var sums = LossSums()
        forEachTile(of: rows) { tile in
            gather(
                tile, from: buffer.observations.base, stride: buffer.inputs, width: critic.layout.inputs,
                into: workspace.inputs.base)
            critic.forward(rows: tile.count, inputs: workspace.inputs.base, workspace)
            let power = 1 - riskAversion
            for row in 0..<tile.count {
                let output = Double(workspace.outputs.base[row * stride])
                changes[row] =
                    clip(output, -LifeValue.reach, LifeValue.reach) - Double(buffer.values.base[Int(tile[row])])
                powers.base[row] = Float(power * changes[row])
            }
            critic.kernels.exp(powers.base, into: powers.base, count: Kernels.padded(tile.count))
            for row in 0..<tile.count {
                let outputs = workspace.outputs.base + row * stride
                let place = Int(tile[row])
                let advance = Double(buffer.targets.base[place]) - Double(buffer.values.base[place])
                let (change, grown) = (changes[row], Double(powers.base[row]))
                let error = Self.growth(change, power: power, grown: grown) - advance
                let bounded = min(max(error, -bound), bound)
                // Where the output is out of reach, it changes nothing.
                outputs[0] = abs(Double(outputs[0])) > LifeValue.reach ? 0 : Float(slope * bounded * grown)
                for column in 1..<stride { outputs[column] = 0 }
                sums.value += bounded * (2 * error - bounded) * share
            }
            critic.backward(rows: tile.count, inputs: workspace.inputs.base, workspace)
        }
        return sums
    }
}

import NumericKernels

/// How far a critic is from what a rollout taught, and the gradient of that.
package protocol CriticLoss {
    /// Sets the critic's gradient to that of the minibatch `rows`.
    func accumulateGradient(rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings) -> LossSums
}

/// The value loss of a minibatch, and its gradient through the critic, which the total loss weighs by the value
/// coefficient.
///
///     loss = mean(e²) with e = V − target; beyond |e| = δ a straight line, 2δ·|e| − δ² (Huber 1964), where δ > 0
///
/// The line keeps a few households that go bankrupt from tearing the critic away from all the others.
package final class ValueLoss: CriticLoss {
    private let agent: ActorCritic
    private let buffer: RolloutBuffer
    private let workspace: NetworkWorkspace

    package init(agent: ActorCritic, buffer: RolloutBuffer) {
        self.agent = agent
        self.buffer = buffer
        workspace = NetworkWorkspace(rows: PPO.tileRows, layout: agent.critic.layout)
    }

    /// Sets the critic's gradient to that of the minibatch `rows`.
    package func accumulateGradient(rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings) -> LossSums {
        let critic = agent.critic
        let stride = critic.layout.paddedOutputs
        let share = 1 / Double(rows.count)
        let slope = Float(2 * settings.valueCoefficient * share)
        let bound = settings.huberDelta > 0 ? Float(settings.huberDelta) : .infinity
        critic.gradient.fill(with: 0)
        var sums = LossSums()
        forEachTile(of: rows) { tile in
            gather(tile, from: buffer.observations.base, stride: buffer.inputs, into: workspace.inputs.base)
            critic.forward(rows: tile.count, inputs: workspace.inputs.base, workspace)
            for row in 0..<tile.count {
                let outputs = workspace.outputs.base + row * stride
                let error = outputs[0] - buffer.targets.base[Int(tile[row])]
                let bounded = min(max(error, -bound), bound)
                outputs[0] = slope * bounded
                for column in 1..<stride { outputs[column] = 0 }
                sums.value += Double(bounded * (2 * error - bounded)) * share
            }
            critic.backward(rows: tile.count, inputs: workspace.inputs.base, workspace)
        }
        return sums
    }
}

import NumericKernels

/// The clipped surrogate objective and entropy bonus of a minibatch, and their gradient through the actor.
///
///     ratio = π(a)/π_old(a),  loss = −mean(min(ratio·A, clip(ratio, 1 − ε, 1 + ε)·A)) − c·entropy
package final class PolicyLoss {
    private let agent: ActorCritic
    private let buffer: RolloutBuffer
    private let workspace: NetworkWorkspace
    /// Of the rows of a tile: (a − mean)/σ [rows × numbers in an action], log ratio and ratio.
    private let standardized: FloatBuffer
    private let logRatios: FloatBuffer
    private let ratios: FloatBuffer

    package init(agent: ActorCritic, buffer: RolloutBuffer) {
        self.agent = agent
        self.buffer = buffer
        workspace = NetworkWorkspace(rows: PPO.tileRows, layout: agent.actor.layout)
        standardized = FloatBuffer(count: agent.actionCount * PPO.tileRows)
        logRatios = FloatBuffer(count: PPO.tileRows)
        ratios = FloatBuffer(count: PPO.tileRows)
    }

    /// Sets the actor's gradient to that of the minibatch `rows`.
    package func accumulateGradient(rows: UnsafeBufferPointer<Int32>, _ settings: PPOSettings) -> LossSums {
        let actor = agent.actor
        let policy = agent.policy
        actor.gradient.fill(with: 0)
        var sums = LossSums()
        var logStdGradient = SIMD4<Double>()
        forEachTile(of: rows) { tile in
            gather(tile, from: buffer.observations.base, stride: buffer.inputs, into: workspace.inputs.base)
            actor.forward(rows: tile.count, inputs: workspace.inputs.base, workspace)
            computeRatios(tile, policy)
            computeOutputGradients(
                tile, policy, settings, share: 1 / Double(rows.count), &sums, &logStdGradient)
            actor.backward(rows: tile.count, inputs: workspace.inputs.base, workspace)
        }
        // The entropy Σ log σ + const grows by 1 with each log σ.
        let extra = actor.gradient.base + actor.layout.extra
        for index in 0..<agent.actionCount {
            extra[index] = Float(logStdGradient[index] - settings.entropyCoefficient)
        }
        sums.entropy = Double(policy.entropy)
        return sums
    }

    /// The ratio π(a)/π_old(a) of each row, for tests: 1 before the first step.
    package func ratios(rows: [Int32]) -> [Float] {
        var result: [Float] = []
        rows.withUnsafeBufferPointer { rows in
            forEachTile(of: rows) { tile in
                gather(tile, from: buffer.observations.base, stride: buffer.inputs, into: workspace.inputs.base)
                agent.actor.forward(rows: tile.count, inputs: workspace.inputs.base, workspace)
                computeRatios(tile, agent.policy)
                result += (0..<tile.count).map { ratios[$0] }
            }
        }
        return result
    }

    private func computeRatios(_ tile: UnsafeBufferPointer<Int32>, _ policy: GaussianPolicy) {
        let (stride, count) = (agent.actor.layout.paddedOutputs, agent.actionCount)
        for row in 0..<tile.count {
            let place = Int(tile[row])
            let mean = vector(workspace.outputs.base, row, stride: stride, count: count)
            let action = vector(buffer.actions.base, place, stride: count, count: count)
            let z = policy.standardized(action, mean: mean)
            store(z, standardized.base, row, stride: count, count: count)
            logRatios.base[row] =
                policy.logProbability(standardized: z) - buffer.logProbabilities.base[place]
        }
        agent.actor.kernels.exp(logRatios.base, into: ratios.base, count: Kernels.padded(tile.count))
    }

    /// Replaces the actor's outputs by ∂loss/∂outputs. Where the clipped term is the smaller one, the loss is flat.
    ///
    ///     ∂loss/∂log π = −A·ratio/n,  ∂log π/∂mean = z/σ,  ∂log π/∂log σ = z² − 1
    private func computeOutputGradients(
        _ tile: UnsafeBufferPointer<Int32>, _ policy: GaussianPolicy, _ settings: PPOSettings, share: Double,
        _ sums: inout LossSums, _ logStdGradient: inout SIMD4<Double>
    ) {
        let (stride, count) = (agent.actor.layout.paddedOutputs, agent.actionCount)
        let (low, high) = (Float(1 - settings.clipRange), Float(1 + settings.clipRange))
        for row in 0..<tile.count {
            let advantage = buffer.advantages.base[Int(tile[row])]
            let (ratio, logRatio) = (ratios.base[row], logRatios.base[row])
            let clipped = min(max(ratio, low), high)
            let isFlat = advantage > 0 ? ratio > high : ratio < low
            let slope = isFlat ? 0 : -advantage * ratio * Float(share)
            let z = vector(standardized.base, row, stride: count, count: count)
            store(slope * z * policy.inverseStd, workspace.outputs.base, row, stride: stride, count: count)
            logStdGradient += SIMD4<Double>(slope * (z * z - 1))
            sums.policy -= Double(min(ratio * advantage, clipped * advantage)) * share
            sums.approximateKL += Double(ratio - 1 - logRatio) * share
            if clipped != ratio { sums.clipFraction += share }
        }
        for row in 0..<tile.count {
            for column in count..<stride { workspace.outputs.base[row * stride + column] = 0 }
        }
    }
}

/// Cuts a minibatch into tiles.
func forEachTile(of rows: UnsafeBufferPointer<Int32>, _ body: (UnsafeBufferPointer<Int32>) -> Void) {
    for start in stride(from: 0, to: rows.count, by: PPO.tileRows) {
        body(UnsafeBufferPointer(rebasing: rows[start..<min(start + PPO.tileRows, rows.count)]))
    }
}

/// Copies the rows `tile` of a table of `stride` columns to consecutive rows.
///
/// - Parameter width: columns to copy, the first ones; nil for all.
func gather(
    _ tile: UnsafeBufferPointer<Int32>, from table: UnsafePointer<Float>, stride: Int, width: Int? = nil,
    into target: UnsafeMutablePointer<Float>
) {
    let width = width ?? stride
    for row in 0..<tile.count {
        let (source, place) = (table + Int(tile[row]) &* stride, target + row &* width)
        for column in 0..<width { place[column] = source[column] }
    }
}

import NumericKernels

/// What the episodes of a batch brought to one agent: a track an episode, a row a decision.
///
/// Row `step` of a track holds the observation, action and reward of its decision; the row after the last may hold the
/// observation that follows, for bootstrapping. Threads may fill different tracks at once.
package final class RolloutBuffer: @unchecked Sendable {
    package let tracks: Int
    /// Decisions a track has room for.
    package let capacity: Int
    package let inputs: Int
    /// [rows × inputs].
    package let observations: FloatBuffer
    /// [rows × 3]: actions as drawn, before any squashing or clipping.
    package let actions: FloatBuffer
    /// [rows]: log π of the action when it was drawn.
    package let logProbabilities: FloatBuffer
    package let values: FloatBuffer
    /// [rows]: what the critic's outputs are measured in.
    package let valueScales: FloatBuffer
    package let advantages: FloatBuffer
    /// [rows]: what the critic learns, (advantage + value)/scale.
    package let targets: FloatBuffer
    package let rewards: UnsafeMutableBufferPointer<Double>
    /// [rows]: γ to the power of the step's months; 0 where the episode ended.
    package let discounts: UnsafeMutableBufferPointer<Double>
    /// [rows]: filled where decisions are compared with the mean of the policy.
    package let comparisons: UnsafeMutableBufferPointer<DecisionComparison>
    /// Decisions in each track.
    package let lengths: UnsafeMutableBufferPointer<Int>

    package init(tracks: Int, capacity: Int, inputs: Int) {
        self.tracks = tracks
        self.capacity = capacity
        self.inputs = inputs
        let rows = tracks * (capacity + 1)
        observations = FloatBuffer(count: rows * inputs)
        actions = FloatBuffer(count: rows * 3)
        logProbabilities = FloatBuffer(count: rows)
        values = FloatBuffer(count: rows)
        valueScales = FloatBuffer(count: rows)
        valueScales.fill(with: 1)
        advantages = FloatBuffer(count: rows)
        targets = FloatBuffer(count: rows)
        rewards = .allocate(capacity: rows)
        rewards.initialize(repeating: 0)
        discounts = .allocate(capacity: rows)
        discounts.initialize(repeating: 0)
        comparisons = .allocate(capacity: rows)
        comparisons.initialize(repeating: DecisionComparison())
        lengths = .allocate(capacity: tracks)
        lengths.initialize(repeating: 0)
    }

    deinit {
        rewards.deallocate()
        discounts.deallocate()
        comparisons.deallocate()
        lengths.deallocate()
    }

    /// Where a decision lies in the tables.
    @inline(__always)
    package func row(track: Int, step: Int = 0) -> Int {
        track &* (capacity &+ 1) &+ step
    }

    package func clear() {
        lengths.update(repeating: 0)
    }

    /// The rows of all decisions, track by track.
    package var samples: [Int32] {
        (0..<tracks).flatMap { track in (0..<lengths[track]).map { Int32(row(track: track, step: $0)) } }
    }

    /// Values of the rows of `tracks`, and of those after the last.
    func computeValues(of range: Range<Int>, critic: MultilayerPerceptron, _ workspace: NetworkWorkspace) {
        for track in range {
            var first = row(track: track)
            let end = row(track: track, step: lengths[track] + 1)
            while first < end {
                let rows = min(workspace.rows, end - first)
                critic.forward(rows: rows, inputs: observations.base + first * inputs, workspace)
                for i in 0..<rows {
                    values.base[first + i] =
                        valueScales.base[first + i] * workspace.outputs.base[i * critic.layout.paddedOutputs]
                }
                first += rows
            }
        }
    }

    /// Divides the rewards by the running standard deviation of the discounted return G ← γG + r, which starts at 0 with
    /// each track; `moments` takes this rollout in first.
    package func scaleRewards(gamma: Double, moments: inout RunningMoments) {
        var returns: [Double] = []
        for track in 0..<tracks {
            var sum = 0.0
            for step in 0..<lengths[track] {
                sum = gamma * sum + rewards[row(track: track, step: step)]
                returns.append(sum)
            }
        }
        moments.add(returns)
        let scale = 1 / moments.standardDeviation
        for track in 0..<tracks {
            for step in 0..<lengths[track] { rewards[row(track: track, step: step)] *= scale }
        }
    }

    /// Advantages, targets, then advantages in the scale of their rows, with mean 0 and standard deviation 1 over the whole rollout.
    package func computeAdvantages(lambda: Double) {
        for track in 0..<tracks where lengths[track] > 0 {
            let (first, count) = (row(track: track), lengths[track])
            generalizedAdvantages(
                rewards: UnsafeBufferPointer(start: rewards.baseAddress.map { $0 + first }, count: count),
                values: UnsafeBufferPointer(start: values.base + first, count: count + 1),
                discounts: UnsafeBufferPointer(start: discounts.baseAddress.map { $0 + first }, count: count),
                lambda: lambda, into: UnsafeMutableBufferPointer(start: advantages.base + first, count: count))
            for place in first..<first + count {
                targets.base[place] = (advantages.base[place] + values.base[place]) / valueScales.base[place]
                advantages.base[place] /= valueScales.base[place]
            }
        }
        normalizeAdvantages()
    }

    /// As `computeAdvantages`, but from comparisons: the advantage is what the drawn action is worth beyond the mean of the
    /// policy, on average over the shocks; and the critic learns what the mean is worth, the policy without exploration,
    /// which is the one that is kept. (Its differences vanish where the critic is right, wherever exploration leads.)
    ///
    /// - Parameter rewardScale: what rewards are multiplied by; the values are in that scale already.
    package func computeComparedAdvantages(lambda: Double, rewardScale: Double) {
        forEachRow { row in
            // The estimator adds discount·V of the state that was reached; the comparison knows better.
            let reached = discounts[row] == 0 ? 0 : discounts[row] * Double(values.base[row + 1])
            rewards[row] = comparisons[row].meanReward * rewardScale + comparisons[row].meanValue - reached
        }
        computeAdvantages(lambda: lambda)
        forEachRow { row in
            let comparison = comparisons[row]
            advantages.base[row] =
                Float(
                    (comparison.drawnReward - comparison.meanReward) * rewardScale + comparison.drawnValue
                        - comparison.meanValue) / valueScales.base[row]
        }
        normalizeAdvantages()
    }

    private func normalizeAdvantages() {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        forEachRow {
            count += 1; sum += Double(advantages.base[$0])
        }
        let mean = sum / max(count, 1)
        forEachRow { squares += (Double(advantages.base[$0]) - mean) * (Double(advantages.base[$0]) - mean) }
        let scale = 1 / ((squares / max(count, 1)).squareRoot() + 1e-8)
        forEachRow { advantages.base[$0] = Float((Double(advantages.base[$0]) - mean) * scale) }
    }

    @inline(__always)
    private func forEachRow(_ body: (Int) -> Void) {
        for track in 0..<tracks {
            for place in row(track: track)..<row(track: track, step: lengths[track]) { body(place) }
        }
    }
}

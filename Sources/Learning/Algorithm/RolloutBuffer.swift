import NumericKernels
import Statistics

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
    /// [rows × numbers in an action]: actions as drawn, before any squashing or clipping.
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
    /// [rows]: δ, by which a step turned out better than its state was valued.
    private let differences: UnsafeMutableBufferPointer<Double>
    /// [rows]: γ to the power of the step's months; 0 where the episode ended.
    package let discounts: UnsafeMutableBufferPointer<Double>
    /// [rows]: filled where decisions are compared with the mean of the policy.
    package let comparisons: UnsafeMutableBufferPointer<DecisionComparison>
    /// Decisions in each track.
    package let lengths: UnsafeMutableBufferPointer<Int>
    /// The tracks that hold whole episodes: the first ones. Others hold exploring lives.
    package private(set) var episodes: Int

    /// - Parameter actionCount: numbers in an action.
    package init(tracks: Int, capacity: Int, inputs: Int, actionCount: Int = 3) {
        self.tracks = tracks
        self.capacity = capacity
        self.inputs = inputs
        episodes = tracks
        let rows = tracks * (capacity + 1)
        observations = FloatBuffer(count: rows * inputs)
        actions = FloatBuffer(count: rows * actionCount)
        logProbabilities = FloatBuffer(count: rows)
        values = FloatBuffer(count: rows)
        valueScales = FloatBuffer(count: rows)
        valueScales.fill(with: 1)
        advantages = FloatBuffer(count: rows)
        targets = FloatBuffer(count: rows)
        rewards = .allocate(capacity: rows)
        rewards.initialize(repeating: 0)
        differences = .allocate(capacity: rows)
        differences.initialize(repeating: 0)
        discounts = .allocate(capacity: rows)
        discounts.initialize(repeating: 0)
        comparisons = .allocate(capacity: rows)
        comparisons.initialize(repeating: DecisionComparison())
        lengths = .allocate(capacity: tracks)
        lengths.initialize(repeating: 0)
    }

    deinit {
        rewards.deallocate()
        differences.deallocate()
        discounts.deallocate()
        comparisons.deallocate()
        lengths.deallocate()
    }

    /// Where a decision lies in the tables.
    @inline(__always)
    package func row(track: Int, step: Int = 0) -> Int {
        track &* (capacity &+ 1) &+ step
    }

    /// Where the next decision of a track lies.
    @inline(__always)
    func nextRow(track: Int) -> Int {
        row(track: track, step: lengths[track])
    }

    /// Books what a track's next decision brought; another may follow.
    @inline(__always)
    func endDecision(track: Int, reward: Double, discount: Double) {
        let row = nextRow(track: track)
        rewards[row] = reward
        discounts[row] = discount
        lengths[track] += 1
    }

    /// Ends what a track's last decision leads to: the next one begins elsewhere.
    func cut(track: Int) {
        if lengths[track] > 0 { discounts[nextRow(track: track) - 1] = 0 }
    }

    /// - Parameter episodes: as many of the tracks, the first ones, will hold whole episodes; as before where nil.
    package func clear(episodes: Int? = nil) {
        lengths.update(repeating: 0)
        if let episodes { self.episodes = episodes }
    }

    /// The rows of all decisions, track by track.
    package var samples: [Int32] {
        (0..<tracks).flatMap { track in (0..<lengths[track]).map { Int32(row(track: track, step: $0)) } }
    }

    /// Values of the rows of tracks, and of those after the last.
    func computeValues(of tracks: some Sequence<Int>, critic: MultilayerPerceptron, _ workspace: NetworkWorkspace) {
        for track in tracks {
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

    /// Divides the rewards by the running standard deviation of the discounted return G ← γG + r, which starts at 0
    /// with each track; `moments` takes the episodes of this rollout in first.
    package func scaleRewards(gamma: Double, moments: inout RunningMoments) {
        var returns: [Double] = []
        for track in 0..<episodes {
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

    /// Advantages and targets from the steps as they were made:
    ///
    ///     δ_k = r_k + d_k·V_{k+1} − V_k
    package func computeAdvantages(lambda: Double) {
        forEachRow { row in
            differences[row] =
                rewards[row] + discounts[row] * Double(values.base[row + 1]) - Double(values.base[row])
        }
        estimateAdvantages(lambda: lambda)
        normalizeAdvantages()
    }

    /// Advantages and targets from comparisons:
    ///
    ///     A = Q̂(s, a) − Q̂(s, μ(s)),  δ = Q̂(s, μ(s)) − V(s),  Q̂(s, a) = mean over shocks of r + γV(s′)
    ///
    /// The advantage is how much better the sampled action is than the policy's mean action μ(s). The critic learns
    /// what the mean is worth, the policy without exploration, which is the one that is kept. (Its δ vanish where the
    /// critic is right, wherever exploration leads.)
    ///
    /// - Parameter rewardScale: what rewards are multiplied by; the values are in that scale already.
    package func computeComparedAdvantages(lambda: Double, rewardScale: Double) {
        forEachRow { row in
            let comparison = comparisons[row]
            // Taking V(s′) off and adding it again keeps its rounding: a run of 0.1.0 goes on with the same bits.
            let reached = discounts[row] * Double(values.base[row + 1])
            let value = comparison.meanReward * rewardScale + comparison.meanValue - reached + reached
            differences[row] = value - Double(values.base[row])
        }
        estimateAdvantages(lambda: lambda)
        forEachRow { row in
            let comparison = comparisons[row]
            advantages.base[row] =
                Float(
                    (comparison.drawnReward - comparison.meanReward) * rewardScale + comparison.drawnValue
                        - comparison.meanValue) / valueScales.base[row]
        }
        normalizeAdvantages()
    }

    /// Advantages by generalised estimation from δ, in the scale of their rows, and what the critic learns: V + A.
    private func estimateAdvantages(lambda: Double) {
        for track in 0..<tracks where lengths[track] > 0 {
            let rows = row(track: track)..<nextRow(track: track)
            generalizedAdvantages(
                differences: UnsafeBufferPointer(rebasing: differences[rows]),
                discounts: UnsafeBufferPointer(rebasing: discounts[rows]), lambda: lambda,
                into: UnsafeMutableBufferPointer(start: advantages.base + rows.lowerBound, count: rows.count))
            for row in rows {
                targets.base[row] = (advantages.base[row] + values.base[row]) / valueScales.base[row]
                advantages.base[row] /= valueScales.base[row]
            }
        }
    }

    /// 1 − Var[target − V]/Var[target] over the rollout, in the scale of the rows: 1 for a critic that is right, 0 for
    /// one that knows no more than the mean, below 0 for one that knows less. Targets that are all the same leave
    /// nothing to explain: 0.
    package var explainedVariance: Double {
        var (targets, errors) = (RunningMoments(), RunningMoments())
        forEachRow { row in
            let target = Double(self.targets.base[row])
            targets.add(target)
            errors.add(target - Double(values.base[row]) / Double(valueScales.base[row]))
        }
        return targets.squaredDeviations > 0 ? 1 - errors.squaredDeviations / targets.squaredDeviations : 0
    }

    /// To mean 0 and standard deviation 1 over the whole rollout.
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
            for row in row(track: track)..<nextRow(track: track) { body(row) }
        }
    }
}

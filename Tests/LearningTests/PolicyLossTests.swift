import Foundation
import Learning
import NumericKernels
import Testing

@Suite("Policy loss and value loss")
struct PolicyLossTests {
    @Test(arguments: [5, 8, 12])
    func gradientOfTheWholeLossAgreesWithFiniteDifferences(hidden: Int) {
        let problem = LossProblem(hidden: hidden)
        let agent = problem.agent
        let (actor, critic, logStd) = (agent.referenceActor, agent.referenceCritic, agent.referenceLogStd)
        accumulate(problem)
        let ofActor = GradientComparison(agent.actor, actor) {
            ReferenceLoss.total(problem.samples, actor: $0, logStd: logStd, critic: critic)
        }
        #expect(ofActor.worst < 5e-5)
        let ofCritic = GradientComparison(agent.critic, critic) {
            ReferenceLoss.total(problem.samples, actor: actor, logStd: logStd, critic: $0)
        }
        #expect(ofCritic.worst < 5e-5)
        #expect((ofActor.largest + ofCritic.largest).allSatisfy { $0 > 1e-3 })
        for index in 0..<3 {
            let slope = centralDifference(at: logStd[index]) { value in
                var changed = logStd
                changed[index] = value
                return ReferenceLoss.total(problem.samples, actor: actor, logStd: changed, critic: critic)
            }
            let gradient = Double(agent.actor.gradient[agent.actor.layout.extra + index])
            #expect(abs(gradient - slope) < 5e-5 * max(abs(slope), 0.1))
        }
    }

    @Test func lossesAndWhatIsWatchedAgreeWithThePlainOnes() {
        let problem = LossProblem(hidden: 12)
        let agent = problem.agent
        let (policy, value) = accumulate(problem)
        let (actor, logStd) = (agent.referenceActor, agent.referenceLogStd)
        let ratios = ReferenceLoss.ratios(problem.samples, actor: actor, logStd: logStd)
        let count = Double(ratios.count)
        let expectations = [
            (policy.policy, ReferenceLoss.policy(problem.samples, actor: actor, logStd: logStd)),
            (policy.entropy, ReferenceLoss.entropy(logStd: logStd)),
            (policy.approximateKL, ratios.reduce(0) { $0 + $1 - 1 - log($1) } / count),
            (policy.clipFraction, Double(ratios.filter { abs($0 - 1) > 0.2 }.count) / count),
            (value.value, ReferenceLoss.value(problem.samples, critic: agent.referenceCritic)),
        ]
        for (actual, expected) in expectations { #expect(abs(actual - expected) < 2e-5 * abs(expected)) }
        // Half of the ratios in `logRatios` are outside the bounds.
        #expect(abs(policy.clipFraction - 0.5) < 0.02)
    }

    @Test func clippedRowsDoNotPull() {
        let problem = LossProblem(hidden: 8)
        // Rows whose ratio is beyond the bound on the side that the advantage would push to.
        let pushedOut = problem.buffer.samples.enumerated().filter { index, _ in
            let logRatio = LossProblem.logRatios[index % LossProblem.logRatios.count]
            let advantage = problem.samples[index].advantage
            return advantage > 0 ? logRatio > 0.19 : logRatio < -0.23
        }
        #expect(pushedOut.count > 10)
        var settings = LossProblem.settings
        settings.entropyCoefficient = 0
        accumulate(problem, rows: pushedOut.map(\.element), settings)
        let actor = problem.agent.actor
        #expect((0..<actor.layout.count).allSatisfy { actor.gradient[$0] == 0 })
    }

    /// The ratio of a sample under the policy that drew it is 1, to the last bit: what was computed month by month for
    /// a few households is computed again in tiles of shuffled rows.
    @Test func theFirstRatioIsExactlyOne() {
        let problem = LossProblem(hidden: 64)
        let (agent, buffer) = (problem.agent, problem.buffer)
        let workspace = NetworkWorkspace(rows: 7, layout: agent.actor.layout)
        let stride = agent.actor.layout.paddedOutputs
        for group in Array(buffer.samples.map { Int($0) }).chunked(by: 7) {
            for (row, place) in group.enumerated() {
                for column in 0..<buffer.inputs {
                    workspace.inputs[row * buffer.inputs + column] =
                        buffer.observations[place * buffer.inputs + column]
                }
            }
            agent.actor.forward(rows: group.count, inputs: workspace.inputs.base, workspace)
            for (row, place) in group.enumerated() {
                func three(_ buffer: FloatBuffer, _ start: Int) -> SIMD4<Float> {
                    SIMD4(buffer[start], buffer[start + 1], buffer[start + 2], 0)
                }
                let mean = three(workspace.outputs, row * stride)
                let action = three(buffer.actions, 3 * place)
                buffer.logProbabilities[place] = agent.policy.logProbability(
                    standardized: agent.policy.standardized(action, mean: mean))
            }
        }
        let ratios = PolicyLoss(agent: agent, buffer: buffer).ratios(rows: buffer.samples.reversed())
        #expect(ratios.count == problem.samples.count && ratios.allSatisfy { $0 == 1 })
    }

    @discardableResult
    private func accumulate(
        _ problem: LossProblem, rows: [Int32]? = nil, _ settings: PPOSettings = LossProblem.settings
    ) -> (policy: LossSums, value: LossSums) {
        (rows ?? problem.buffer.samples).withUnsafeBufferPointer { rows in
            (
                PolicyLoss(agent: problem.agent, buffer: problem.buffer).accumulateGradient(rows: rows, settings),
                ValueLoss(agent: problem.agent, buffer: problem.buffer).accumulateGradient(rows: rows, settings)
            )
        }
    }
}

extension Array {
    /// Consecutive pieces of `size` elements, the last one of what is left.
    func chunked(by size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}

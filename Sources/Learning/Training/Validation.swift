import Households
import NumericKernels
import Statistics

/// Judges the policy of a training, now and then, on lives that are drawn for nothing else.
///
/// An update may do harm, and the last policy is not always one of the best. So twenty times in a training the policy
/// is compared with the one that is kept: both live the same fresh lives. It takes that one's place unless it does
/// worse by more than a standard error. No life is used twice, so that what is kept was never lucky on the lives that
/// chose it.
struct Validation {
    /// How often a training is judged: a twentieth of its episodes lies between two times.
    private static let rounds = 20
    /// Standard errors of the mean difference by which a policy may seem to do worse.
    private static let tolerance = 1.0

    private let scenario: Scenario
    private let seed: UInt64
    /// Lives that a policy lives each time; a short training is not judged for longer than it takes.
    private let count: Int

    /// - Returns: nil where the last policy is the one to be kept.
    init?(scenario: Scenario, seed: UInt64) {
        guard scenario.training.validationEpisodes > 0 else { return nil }
        (self.scenario, self.seed) = (scenario, seed)
        let training = scenario.training
        let most = scenario.objectiveKind == .utility ? training.numEpisodes * training.batchSize : training.numEpisodes
        count = min(training.validationEpisodes, most)
    }

    /// Whether the policy is judged once `episodes` episodes are done, after a batch of the last `count` of them.
    func isDue(after episodes: Int, batch count: Int) -> Bool {
        round(after: episodes) > round(after: episodes - count)
    }

    /// Whether `policy` takes the place of the one that is kept.
    func prefers(
        _ policy: HierarchicalPolicy, to kept: HierarchicalPolicy, after episodes: Int, team: WorkerTeam
    ) -> Bool {
        let lives = lives(after: episodes)
        return prefers(rewards(of: policy, lives, team: team), to: rewards(of: kept, lives, team: team))
    }

    /// The lives on which a policy is judged that has learned from so many episodes.
    func lives(after episodes: Int) -> Range<Int> {
        // By the episode, not the round: a training that goes on from another's end meets none of its lives again.
        let first = episodes * scenario.training.validationEpisodes
        return first..<first + count
    }

    /// Whether a policy takes the place of the one that is kept.
    ///
    /// - Parameters:
    ///   - reached: what each of the lives was worth under it.
    ///   - known: what they were worth under the one that is kept.
    func prefers(_ reached: [Double], to known: [Double]) -> Bool {
        let advance = MeanEstimate(of: zip(known, reached).map { $0 - $1 })
        return advance.mean <= Self.tolerance * advance.standardError
    }

    /// How many twentieths of the training are done.
    private func round(after episodes: Int) -> Int { Self.rounds * episodes / scenario.training.numEpisodes }

    private func rewards(of policy: HierarchicalPolicy, _ lives: Range<Int>, team: WorkerTeam) -> [Double] {
        let metrics = team.map(PPO.tiles(lives)) { share in
            EvaluationRun(
                scenario: scenario, episodes: share.count, firstEpisode: share.lowerBound, seed: seed,
                purpose: .validationShock
            ).play(policy.separate)
        }
        return metrics.joined().map(\.reward)
    }
}

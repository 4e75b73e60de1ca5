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
    private let lives: Int

    /// - Returns: nil where the last policy is the one to be kept.
    init?(scenario: Scenario, seed: UInt64) {
        guard scenario.training.validationEpisodes > 0 else { return nil }
        (self.scenario, self.seed) = (scenario, seed)
        lives = min(scenario.training.validationEpisodes, scenario.training.numEpisodes)
    }

    /// Whether the policy is judged once `episodes` episodes are done, after a batch of the last `count` of them.
    func isDue(after episodes: Int, batch count: Int) -> Bool {
        round(after: episodes) > round(after: episodes - count)
    }

    /// Whether `policy` takes the place of the one that is kept.
    func prefers(
        _ policy: HierarchicalPolicy, to kept: HierarchicalPolicy, after episodes: Int, team: WorkerTeam
    ) -> Bool {
        prefers(after: episodes) { lives in
            (rewards(of: policy, lives, team: team), rewards(of: kept, lives, team: team))
        }
    }

    /// Whether what `live` gives first, the value of each of the lives under a policy, takes the place of what it gives
    /// second, their values under the one that is kept.
    func prefers(after episodes: Int, live: (Range<Int>) -> ([Double], [Double])) -> Bool {
        // By the episode, not the round: a training that goes on from another's end meets none of its lives again.
        let first = episodes * scenario.training.validationEpisodes
        let (reached, known) = live(first..<first + lives)
        let advance = MeanEstimate(of: zip(known, reached).map { $0 - $1 })
        return advance.mean <= Self.tolerance * advance.standardError
    }

    /// How many twentieths of the training are done.
    private func round(after episodes: Int) -> Int { Self.rounds * episodes / scenario.training.numEpisodes }

    private func rewards(of policy: HierarchicalPolicy, _ lives: Range<Int>, team: WorkerTeam) -> [Double] {
        let last = lives.upperBound
        let shares = stride(from: lives.lowerBound, to: last, by: PPO.tileRows).map {
            $0..<min($0 + PPO.tileRows, last)
        }
        let metrics = team.map(shares) { share in
            EvaluationRun(
                scenario: scenario, episodes: share.count, firstEpisode: share.lowerBound, seed: seed,
                purpose: .validationShock
            ).play(policy.separate)
        }
        return metrics.joined().map(\.reward)
    }
}

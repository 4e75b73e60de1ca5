import Households
import ScenarioFiles
import Statistics

/// How runs differ: in their inputs, in what their policies reach, and life by life where they share the household.
/// The first run is what the others are held against.
package struct RunComparison: Sendable, Encodable {
    /// Runs that can be told apart in one chart.
    package static let runCounts = 2...6

    package var formatVersion = 1
    package var runs: [Run]
    /// Of each other run against the first; only of those in the same household.
    package var differences: [Difference]
    /// Of the run with the highest mean reward, the first of equals, against each other run; empty where not all live
    /// in the same household. Not in the JSON: it follows from the lives, as `differences` does.
    let leads: [Difference]
    /// The inputs in which the runs differ.
    package var inputs: [Input]
    /// Inputs in which they agree.
    package var sharedInputs: Int

    /// A run, and what its trained policy reaches.
    @dynamicMemberLookup
    package struct Run: Sendable, Encodable {
        let compared: ComparedRun
        private let trained: PolicyEvaluation

        fileprivate init(_ run: ComparedRun) {
            guard let trained = run.evaluation.trained else {
                preconditionFailure("\(run.name) has no evaluation of its trained policy")
            }
            (compared, self.trained) = (run, trained)
        }

        package var name: String { compared.name }
        package var episodes: Int { compared.history.count }
        /// Months of the horizon below the threshold or not lived, mean; nil where that is not known.
        package var monthsUnsafe: Double? { trained.monthsUnsafe(horizon: compared.evaluation.horizon) }

        package subscript<Figure>(dynamicMember figure: KeyPath<PolicyEvaluation, Figure>) -> Figure {
            trained[keyPath: figure]
        }

        private enum CodingKeys: String, CodingKey {
            case name, scenario, episodes, seed
            case startTime = "start_time"
            case programVersion = "program_version"
            case identity, lives
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(compared.scenario.name, forKey: .scenario)
            try container.encode(episodes, forKey: .episodes)
            try container.encode(compared.seed, forKey: .seed)
            try container.encode(compared.startTime, forKey: .startTime)
            try container.encode(compared.programVersion, forKey: .programVersion)
            try container.encode(compared.identity, forKey: .identity)
            try container.encode(compared.evaluation.episodes, forKey: .lives)
            try trained.encode(
                [
                    .meanReward, .rewardStandardError, .normalizedReward, .monthlyCost, .insolvencyRate, .finalWealth,
                    .monthsBelowThreshold, .monthsNotLived, .solventWealth, .totalConsumed, .totalInvested,
                    .goalAdherence, .certaintyEquivalent, .standardError, .differenceToOptimum, .ruinProbability,
                    .goalShare, .meanConsumption,
                ], to: encoder)
        }
    }

    /// A run less the first one, on the same lives.
    package struct Difference: Sendable, Encodable {
        package var run: String
        package var reference: String
        package var lives: Int
        /// Of a household that lives for utility the difference of the certainty equivalents, EUR of month 1 a month.
        package var reward: MeanEstimate
        /// EUR.
        package var finalWealth: MeanEstimate
        /// Shares of the lives in which the run earns more and less.
        package var betterShare, worseShare: Double

        package enum CodingKeys: String, CodingKey {
            case run, reference, lives, reward
            case finalWealth = "final_wealth"
            case betterShare = "better_share"
            case worseShare = "worse_share"
        }
    }

    /// A value of the scenarios, a text a run.
    package struct Input: Sendable, Encodable, Equatable {
        package var key: String
        package var meaning: String
        package var values: [String]
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case runs, differences, inputs
        case sharedInputs = "shared_inputs"
    }

    /// - Precondition: as many runs as `runCounts` allows, each with an evaluation of its trained policy.
    package init(_ compared: [ComparedRun]) {
        precondition(Self.runCounts.contains(compared.count), "\(compared.count) runs cannot be compared")
        runs = compared.map(Run.init)
        let differences = compared.dropFirst().compactMap { Difference($0, against: compared[0]) }
        self.differences = differences
        leads = differences.count == compared.count - 1 ? Self.leads(compared, differences) : []
        let parameters = ScenarioParameter.all(ofAny: compared.map(\.scenario))
        inputs = parameters.compactMap { parameter in
            let values = compared.map { parameter.text(in: $0.scenario) }
            guard Set(values).count > 1 else { return nil }
            return Input(key: parameter.dottedKey, meaning: parameter.meaning, values: values)
        }
        sharedInputs = parameters.count - inputs.count
        let seeds = compared.map { String($0.seed) }
        if Set(seeds).count > 1 {
            inputs.append(Input(key: "seed", meaning: "seed of all randomness", values: seeds))
        } else {
            sharedInputs += 1
        }
    }

    private static func leads(_ compared: [ComparedRun], _ differences: [Difference]) -> [Difference] {
        var best = (index: 0, mean: 0.0)
        for (index, difference) in differences.enumerated() where difference.reward.mean > best.mean {
            best = (index + 1, difference.reward.mean)
        }
        return compared.indices.compactMap { index in
            index == best.index ? nil : Difference(compared[best.index], against: compared[index])
        }
    }

    /// What a difference of rewards comes to.
    func rewardDifference(_ difference: Difference) -> RewardDifference {
        RewardDifference(difference.reward, scale: scale(of: difference, \.meanReward))
    }

    /// What a difference of final wealth comes to.
    func wealthDifference(_ difference: Difference) -> RewardDifference {
        RewardDifference(difference.finalWealth, scale: scale(of: difference, \.finalWealth.p50))
    }

    /// The larger of both runs' figures.
    private func scale(of difference: Difference, _ figure: (Run) -> Double) -> Double {
        runs.filter { [difference.run, difference.reference].contains($0.name) }.map { figure($0).magnitude }.max() ?? 0
    }

    /// Whether all runs are those of one household.
    var isOneHousehold: Bool { differences.count == runs.count - 1 }

    /// Whether all of them live for utility, and are told in euros a month.
    var areLives: Bool { runs.allSatisfy { $0.certaintyEquivalent != nil } }
}

extension RunComparison.Difference {
    /// Nil where one of the two did not live the shared lives.
    fileprivate init?(_ run: ComparedRun, against reference: ComparedRun) {
        guard let own = run.sharedLives, let other = reference.sharedLives,
            own.rewards.count == other.rewards.count, !own.rewards.isEmpty
        else { return nil }
        let rewards = zip(own.rewards, other.rewards).map { $0 - $1 }
        let count = Double(rewards.count)
        var reward = MeanEstimate(of: rewards)
        if run.scenario.objectiveKind == .utility {
            let calendar = LifeCalendar(run.scenario)
            let worths = [own.rewards, other.rewards].map { calendar.certaintyEquivalent($0.mean) }
            reward = MeanEstimate(
                mean: worths[0] - worths[1],
                standardError: reward.standardError * calendar.eurosPerValue(at: (worths[0] + worths[1]) / 2))
        }
        self.init(
            run: run.name, reference: reference.name, lives: rewards.count, reward: reward,
            finalWealth: MeanEstimate(of: zip(own.finalWealth, other.finalWealth).map { $0 - $1 }),
            betterShare: Double(rewards.count { $0 > 0 }) / count, worseShare: Double(rewards.count { $0 < 0 }) / count)
    }
}

import Foundation
import Households
import RunStorage
import ScenarioFiles
import Testing

@Suite struct RunIdentityTests {
    private let scenario = SampleTraining.scenario

    private func identity(
        episodes: Int = 1000, seed: UInt64 = 42, from: ContentHash? = nil,
        _ change: (inout Scenario) throws -> Void = { _ in }
    ) throws -> ContentHash {
        var changed = scenario
        try change(&changed)
        changed.training.numEpisodes = episodes
        return try RunIdentity.of(changed, seed: seed, startedFrom: from)
    }

    @Test func staysTheSameFromVersionToVersion() throws {
        // Computed by another program: the SHA-256 of the values as JSON with sorted keys and without space.
        let expected = "20cf6f3864c59bcfd470ba9e3dca328c80a947da1810c399853a49f800d5f018"
        let found = try identity { scenario in
            // Every value said, so that other defaults change nothing here.
            let encoded = try JSONEncoder().encode(scenario)
            var members = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
            members["reward"] = try JSONSerialization.jsonObject(with: Data(Self.reward.utf8))
            members["training"] = try JSONSerialization.jsonObject(with: Data(Self.training.utf8))
            scenario = try JSONDecoder().decode(
                Scenario.self, from: JSONSerialization.data(withJSONObject: members))
        }
        #expect(found.hex == expected)
    }

    private static let reward = #"{"alpha":10,"kappa":30,"beta":0.1,"gamma":5,"delta":20,"lambda_":1,"mu":0.5}"#
    private static let training = """
        {"num_episodes": 1000, "batch_size": 20, "high_period": 6, "segment": 60, "gamma_low": 0.99, "gamma_high": 0.99,
        "learning_rate_low": 0.001, "learning_rate_high": 0.001, "gae_lambda": 0.95, "clip_range": 0.2,
        "clip_range_low": 0.5, "shock_pairs": 4, "target_kl": 0, "value_coefficient": 0.5, "huber_delta": 1,
        "entropy_coefficient": 0,
        "max_gradient_norm": 0.5, "epochs": 10, "minibatch_low": 256, "minibatch_high": 128, "hidden": 64,
        "intrinsic_weight": 0.5, "adherence_weight": 2, "log_std_low": -1, "log_std_high": -0.7}
        """

    @Test func dependsOnWhatDeterminesTheRun() throws {
        let variants = [
            try identity(), try identity(episodes: 1001), try identity(seed: 43),
            try identity(seed: 1 << 53), try identity(seed: 1 << 53 + 1), try identity(seed: .max),
            try identity(from: ContentHash(of: [])),
            try identity { $0.environment.income += 1e-9 },
            try identity { $0.environment.investmentReturnType = .none },
            try identity { $0.environment.maxMonths = 60 }, try identity { $0.reward.alpha = 10.5 },
            try identity { $0.training.batchSize = 21 }, try identity { $0.training.logStdHigh = -0.71 },
        ]
        #expect(Set(variants).count == variants.count)
    }

    @Test func dependsOnAllOfALifeAndNotOnTheNameOfItsReturns() throws {
        func life(_ change: (inout Scenario) throws -> Void = { _ in }) throws -> ContentHash {
            try identity {
                $0.objectiveKind = .utility
                try change(&$0)
            }
        }
        let history = ReturnHistory(file: "a.csv", returns: Array(repeating: 0.01, count: 30))
        let other = ReturnHistory(file: "a.csv", returns: Array(repeating: 0.02, count: 30))
        let variants = [
            try identity(), try life(), try life { $0.utility.riskAversion = 4 },
            try life { $0.utility.necessities = 500 }, try life { $0.utility.necessities = 600 },
            try life { $0.portfolio.saleCost = 0.01 }, try life { $0.work.jobLossProbability = 0.01 },
            try life { $0.debt.overdraftLimit = 100 },
            try life { $0.goals = [SavingsGoal(month: 2, amount: 100, worth: 1)] },
            try life { $0.goals = [SavingsGoal(month: 2, amount: 100, worth: 2)] },
            try life { $0.portfolio.history = history }, try life { $0.portfolio.history = other },
        ]
        #expect(Set(variants).count == variants.count)
        let renamed = ReturnHistory(file: "b.csv", returns: history.returns)
        #expect(try life { $0.portfolio.history = renamed } == life { $0.portfolio.history = history })
        // What a household has no use for that lives for reward is no part of it.
        #expect(try identity { $0.portfolio.saleCost = 0.01 } == identity())
    }

    @Test func dependsOnNothingElse() throws {
        let variants = [
            try identity(), try identity { $0.name = "another" }, try identity { $0.description = "words" },
        ]
        #expect(Set(variants).count == 1)
    }

    @Test func aValueThatIsNotFiniteHasNoIdentity() {
        #expect(throws: StorageError.notFinite(.value("income"))) { try identity { $0.environment.income = .nan } }
    }
}

extension StudyResults {
    /// The trainings of one scenario with one setting. What has no value, since there are too few scores, is null.
    package struct Cell: Sendable, Equatable, Codable {
        package var scenario, setting: String
        package var role: StudyRole
        /// That are planned, of which the others count what became of them; `missing` holds those that failed, too.
        package var seeds, done, diverged, failed, missing: Int
        @OrNull package var iqm: Double?
        /// 95 %, over seeds.
        @OrNull package var interval: Interval?
        @OrNull package var mean: Double?
        @OrNull package var median: Double?
        @OrNull package var lowest: Double?
        @OrNull package var optimalityGap: Double?
        /// Trainings whose policy is worse than the tuned rule.
        @OrNull package var belowTuned: Int?
        /// With 95 % confidence at least this share of trainings does better than the worst of these.
        @OrNull package var toleranceShare: Double?
        /// Standard deviation of the scores of one training, on these lives.
        @OrNull package var spread: Double?
        /// Share of its square that training causes, and not the lives.
        @OrNull package var shareOfTraining: Double?
        /// By which the lives move all seeds together.
        @OrNull package var standardErrorOfLives: Double?
        /// Lives worth simulating, where that is more than twice as many as there are; else null.
        @OrNull package var livesWorth: Int?
        /// That would tell `difference` between two settings like this one.
        @OrNull package var seedsForDifference: Int?
        /// Of a household that lives for utility; else null.
        @OrNull package var certaintyEquivalent: Euros?
        /// Of the trainings that are done.
        @OrNull package var means: Means?

        package init(scenario: String, setting: String, role: StudyRole, seeds: Int) {
            self.scenario = scenario
            self.setting = setting
            self.role = role
            self.seeds = seeds
            (done, diverged, failed, missing) = (0, 0, 0, seeds)
        }

        package enum CodingKeys: String, CodingKey {
            case scenario, setting, role, seeds, done, diverged, failed, missing, iqm, interval, mean, median, lowest
            case optimalityGap = "optimality_gap"
            case belowTuned = "below_tuned"
            case toleranceShare = "tolerance_share"
            case spread
            case shareOfTraining = "share_of_training"
            case standardErrorOfLives = "standard_error_of_lives"
            case livesWorth = "lives_worth"
            case seedsForDifference = "seeds_for_difference"
            case certaintyEquivalent = "certainty_equivalent"
            case means
        }
    }

    /// How the trained policies of a cell fared on the lives, on average.
    package struct Means: Sendable, Equatable, Codable {
        /// What is short of the optimum, EUR a month; null where one of them is worse than any policy beside it.
        @OrNull package var monthlyCost: Double?
        package var insolvencyRate: Double
        @OrNull package var goalAdherence: Double?

        package init(monthlyCost: Double?, insolvencyRate: Double, goalAdherence: Double?) {
            self.monthlyCost = monthlyCost
            self.insolvencyRate = insolvencyRate
            self.goalAdherence = goalAdherence
        }

        package enum CodingKeys: String, CodingKey {
            case monthlyCost = "monthly_cost"
            case insolvencyRate = "insolvency_rate"
            case goalAdherence = "goal_adherence"
        }
    }

    /// Certainty equivalents of a cell, EUR of month 1 a month.
    package struct Euros: Sendable, Equatable, Codable {
        package var iqm: Double
        @OrNull package var interval: Interval?
        package var lowest: Double

        package init(iqm: Double, interval: Interval?, lowest: Double) {
            self.iqm = iqm
            self.interval = interval
            self.lowest = lowest
        }
    }

    /// All scenarios of one setting together.
    package struct Aggregate: Sendable, Equatable, Codable {
        package var setting: String
        package var role: StudyRole
        package var iqm: Double
        @OrNull package var interval: Interval?
        package var mean, median, optimalityGap, lowest: Double

        package init(
            setting: String, role: StudyRole, iqm: Double, interval: Interval?, mean: Double, median: Double,
            optimalityGap: Double, lowest: Double
        ) {
            self.setting = setting
            self.role = role
            self.iqm = iqm
            self.interval = interval
            self.mean = mean
            self.median = median
            self.optimalityGap = optimalityGap
            self.lowest = lowest
        }

        package enum CodingKeys: String, CodingKey {
            case setting, role, iqm, interval, mean, median
            case optimalityGap = "optimality_gap"
            case lowest
        }
    }
}

extension StudyResults {
    /// The IQM over all cells that share a value of a key of the grid.
    package struct Sensitivity: Sendable, Equatable, Codable {
        package var key: String
        package var points: [Point]

        package struct Point: Sendable, Equatable, Codable {
            package var value: String
            package var iqm: Double
            @OrNull package var interval: Interval?

            package init(value: String, iqm: Double, interval: Interval?) {
                self.value = value
                self.iqm = iqm
                self.interval = interval
            }
        }

        package init(key: String, points: [Point]) {
            self.key = key
            self.points = points
        }
    }

    /// Share of the trainings of a setting whose score is greater than τ.
    package struct Profile: Sendable, Equatable, Codable {
        package var setting: String
        /// 1 − τ, from 1 to 0.0001.
        package var distances: [Double]
        package var shares: [Double]
        /// Null below five seeds.
        @OrNull package var lower: [Double]?
        @OrNull package var upper: [Double]?

        package init(setting: String, distances: [Double], shares: [Double], lower: [Double]?, upper: [Double]?) {
            self.setting = setting
            self.distances = distances
            self.shares = shares
            self.lower = lower
            self.upper = upper
        }
    }

    /// How the trainings of a cell went: the IQM over its seeds, bin by bin, with its interval.
    package struct Curves: Sendable, Equatable, Codable {
        package var scenario, setting: String
        /// Episodes that have ended at the end of each bin.
        package var episodes: [Int]
        package var reward, stability, sharpeRatio, goalAdherence: Band

        package struct Band: Sendable, Equatable, Codable {
            package var iqm: [Double]
            @OrNull package var lower: [Double]?
            @OrNull package var upper: [Double]?

            package init(iqm: [Double], lower: [Double]?, upper: [Double]?) {
                self.iqm = iqm
                self.lower = lower
                self.upper = upper
            }
        }

        package init(
            scenario: String, setting: String, episodes: [Int], reward: Band, stability: Band, sharpeRatio: Band,
            goalAdherence: Band
        ) {
            self.scenario = scenario
            self.setting = setting
            self.episodes = episodes
            self.reward = reward
            self.stability = stability
            self.sharpeRatio = sharpeRatio
            self.goalAdherence = goalAdherence
        }

        package enum CodingKeys: String, CodingKey {
            case scenario, setting, episodes, reward, stability
            case sharpeRatio = "sharpe_ratio"
            case goalAdherence = "goal_adherence"
        }
    }
}

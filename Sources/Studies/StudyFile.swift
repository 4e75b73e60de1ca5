import Households

/// A study as its file describes it: which scenarios are trained, with which settings and seeds, and what is looked at.
package struct StudyFile: Sendable, Equatable {
    package var description = ""
    /// Names or paths, as the file gives them.
    package var scenarios: [String] = []
    /// Each once, in the order in which they are trained.
    package var seeds: [UInt64] = Array(1...20)
    /// Of the evaluation: the same lives for every training of a household.
    package var lives = StudyLives(count: 1000, seed: 42)
    /// Nil for each scenario's own.
    package var episodes: Int?
    /// `default`, the scenario as it is, is the first.
    package var settings: [StudySetting] = [StudySetting(name: StudySetting.defaultName)]
    /// Keys of the grid, in the order of the file, each with its values.
    package var grid: [GridKey] = []
    package var choice: StudyChoice?
    /// What the policies are shown beside.
    package var baselines: [PolicyKind] = [.tunedRule, .threshold, .untrained]
    /// What counts as a difference of two scores.
    package var difference = 0.001
    /// Whether the final weights of each training are kept.
    package var keepsModels = false

    package init() {}

    /// A key of `settings.grid`.
    package struct GridKey: Sendable, Equatable {
        /// With its section.
        package var key: String
        /// As the file writes them.
        package var values: [String]

        package init(key: String, values: [String]) {
            self.key = key
            self.values = values
        }
    }
}

/// The lives on which policies are judged.
package struct StudyLives: Sendable, Equatable, Hashable, Codable {
    /// That may be asked for.
    package static let most = 1_000_000

    package var count: Int
    package var seed: UInt64

    package init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }

    /// On which the chosen setting and its rival are judged: others than those that chose.
    package var confirming: StudyLives { StudyLives(count: count, seed: seed + 1) }
}

/// What takes the place of the scenarios' values, under a name.
package struct StudySetting: Sendable, Equatable {
    /// The scenario as it is.
    package static let defaultName = "default"

    package var name: String
    /// In the order of the file.
    package var values: [Value]

    package init(name: String, values: [Value] = []) {
        self.name = name
        self.values = values
    }

    /// The value of a key of `--set`.
    package struct Value: Sendable, Equatable, Codable {
        /// With its section.
        package var key: String
        /// As a file would write it.
        package var text: String

        package init(key: String, text: String) {
            self.key = key
            self.text = text
        }
    }
}

/// How one setting is chosen among all, and judged once more by trainings that had no part in the choice.
package struct StudyChoice: Sendable, Equatable, Codable {
    package var by: Measure
    /// Further seeds for the chosen setting and its rival; 0 for none.
    package var confirm: Int

    package init(by: Measure = .iqm, confirm: Int = 0) {
        self.by = by
        self.confirm = confirm
    }

    /// Of the scores of all scenarios and seeds.
    package enum Measure: String, Sendable, Codable, CaseIterable {
        /// The interquartile mean.
        case iqm
        case mean
        /// The lowest of all scores.
        case lowest
    }
}

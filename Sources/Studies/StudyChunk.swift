/// Trainings that one task does, one after another: of one household, so that its yardsticks are computed once.
package struct StudyChunk: Sendable, Equatable {
    package var role: StudyRole
    /// Indices among the plan's trainings of this role, ascending.
    package var trainings: [Int]
    /// Processor seconds that they are expected to take.
    package var seconds: Double
    /// Processor seconds that the household's yardsticks are expected to take beside.
    package var yardstickSeconds: Double

    package init(role: StudyRole, trainings: [Int], seconds: Double, yardstickSeconds: Double = 0) {
        self.role = role
        self.trainings = trainings
        self.seconds = seconds
        self.yardstickSeconds = yardstickSeconds
    }

    /// A training that is to be part of a chunk.
    package struct Element: Sendable, Equatable {
        /// Among the plan's trainings of its role.
        package var index: Int
        /// Trainings of one household have the same.
        package var household: String
        /// Processor seconds that it is expected to take.
        package var seconds: Double
        /// Processor seconds that the yardsticks of its household are expected to take.
        package var yardstickSeconds: Double

        package init(index: Int, household: String, seconds: Double, yardstickSeconds: Double = 0) {
            self.index = index
            self.household = household
            self.seconds = seconds
            self.yardstickSeconds = yardstickSeconds
        }
    }

    /// Tasks above which chunks become longer.
    package static let mostTasks = 1000

    /// Divides trainings into chunks of consecutive ones of one household: as many as take `taskSeconds`, more where
    /// there would be over a thousand chunks.
    package static func divide(_ trainings: [Element], role: StudyRole, taskSeconds: Double) -> [StudyChunk] {
        let total = trainings.reduce(0) { $0 + $1.seconds }
        var seconds = taskSeconds
        var chunks = divide(trainings, role: role, seconds: seconds)
        if chunks.count > mostTasks { seconds = max(seconds, total / Double(mostTasks)) }
        let fewest = divide(trainings, role: role, seconds: .infinity).count
        while chunks.count > max(mostTasks, fewest) {
            chunks = divide(trainings, role: role, seconds: seconds)
            seconds *= 1.02
        }
        return chunks
    }

    private static func divide(_ trainings: [Element], role: StudyRole, seconds: Double) -> [StudyChunk] {
        var chunks: [StudyChunk] = []
        var household: String?
        for training in trainings {
            if training.household == household, let last = chunks.last, last.seconds < seconds {
                chunks[chunks.count - 1].trainings.append(training.index)
                chunks[chunks.count - 1].seconds += training.seconds
            } else {
                chunks.append(
                    StudyChunk(
                        role: role, trainings: [training.index], seconds: training.seconds,
                        yardstickSeconds: training.yardstickSeconds))
            }
            household = training.household
        }
        return chunks
    }
}

extension StudyChunk {
    /// Seconds that a task with the chunk may take, whole minutes: four times what is expected, since machines differ,
    /// and five minutes at least to begin with.
    package var timeLimit: Int {
        let minutes = max(5, (4 * yardstickSeconds / 60).rounded(.up)) + (4 * seconds / 60).rounded(.up)
        // A year is longer than any partition lets a job run.
        return 60 * Int(min(minutes, 525_600))
    }
}

/// The chunks of one submission to Slurm: `slurm/chunks_FIRST.json`.
package struct StudyChunks: Sendable, Equatable, Codable {
    package static let newestVersion = 1

    package var formatVersion = StudyChunks.newestVersion
    /// Number of the first of them.
    package var first: Int
    /// Seconds that a task may take.
    package var timeLimit: Int
    /// Their trainings: the roles, and runs of indices among the plan's trainings of that role.
    private var roles: [StudyRole]
    private var runs: [[[Int]]]

    package init(_ chunks: [StudyChunk], first: Int) {
        self.first = first
        timeLimit = chunks.map(\.timeLimit).max() ?? 0
        roles = chunks.map(\.role)
        runs = chunks.map { chunk in
            var runs: [[Int]] = []
            for index in chunk.trainings {
                if let last = runs.last, last[1] + 1 == index {
                    runs[runs.count - 1][1] = index
                } else {
                    runs.append([index, index])
                }
            }
            return runs
        }
    }

    /// How many there are.
    package var count: Int { roles.count }

    /// What the task of a chunk does; nil for a number that none of them has.
    package subscript(_ number: Int) -> (role: StudyRole, trainings: [Int])? {
        guard (first..<first + count).contains(number) else { return nil }
        return (roles[number - first], runs[number - first].flatMap { Array($0[0]...$0[1]) })
    }

    /// The roles of all of them, in order.
    package var allRoles: [StudyRole] { roles }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case first
        case timeLimit = "time_limit"
        case roles
        case runs = "trainings"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        formatVersion = try container.decode(Int.self, forKey: .formatVersion)
        first = try container.decode(Int.self, forKey: .first)
        timeLimit = try container.decode(Int.self, forKey: .timeLimit)
        roles = try container.decode([StudyRole].self, forKey: .roles)
        runs = try container.decode([[[Int]]].self, forKey: .runs)
        let isValid = runs.joined().allSatisfy { $0.count == 2 && 0 <= $0[0] && $0[0] <= $0[1] }
        guard isValid, runs.count == roles.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .runs, in: container, debugDescription: "runs have a first and a last index, each chunk some")
        }
    }
}

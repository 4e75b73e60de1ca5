import Studies

/// Trainings that one task does, one after another: of one household, so that its yardsticks are computed once.
package struct StudyChunk: Sendable, Equatable {
    package var role: StudyRole
    /// Indices among the plan's trainings of this role, ascending.
    package var trainings: [Int]
    /// Processor seconds that they are expected to take.
    package var seconds: Double

    package init(role: StudyRole, trainings: [Int], seconds: Double) {
        self.role = role
        self.trainings = trainings
        self.seconds = seconds
    }

    /// A training that is to be part of a chunk.
    package struct Element: Sendable, Equatable {
        /// Among the plan's trainings of its role.
        package var index: Int
        /// Trainings of one household have the same.
        package var household: String
        /// Processor seconds that it is expected to take.
        package var seconds: Double

        package init(index: Int, household: String, seconds: Double) {
            self.index = index
            self.household = household
            self.seconds = seconds
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
                chunks.append(StudyChunk(role: role, trainings: [training.index], seconds: training.seconds))
            }
            household = training.household
        }
        return chunks
    }
}

extension StudyChunk: Codable {
    private enum CodingKeys: String, CodingKey {
        case role, trainings, seconds
    }

    /// Trainings are written as runs: the first and the last index of each.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        role = try container.decode(StudyRole.self, forKey: .role)
        seconds = try container.decode(Double.self, forKey: .seconds)
        trainings = try container.decode([[Int]].self, forKey: .trainings).flatMap { run in
            guard run.count == 2, 0 <= run[0], run[0] <= run[1] else {
                throw DecodingError.dataCorruptedError(
                    forKey: .trainings, in: container, debugDescription: "a run has a first and a last index")
            }
            return run[0]...run[1]
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(seconds, forKey: .seconds)
        var runs: [[Int]] = []
        for index in trainings {
            if let last = runs.last, last[1] + 1 == index {
                runs[runs.count - 1][1] = index
            } else {
                runs.append([index, index])
            }
        }
        try container.encode(runs, forKey: .trainings)
    }
}

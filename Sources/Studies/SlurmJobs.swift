/// The jobs that a study was submitted as: `slurm/jobs.json`.
package struct SlurmJobs: Sendable, Equatable, Codable {
    package static let newestVersion = 1

    package var formatVersion = SlurmJobs.newestVersion
    package var arrays: [Array]
    /// Id of the job that collects; nil where it was not submitted.
    package var collecting: String?

    package struct Array: Sendable, Equatable, Codable {
        package var id: String
        package var role: StudyRole
        /// That its task of index 0 does.
        package var firstChunk: Int
        package var tasks: Int

        package init(id: String, role: StudyRole, firstChunk: Int, tasks: Int) {
            self.id = id
            self.role = role
            self.firstChunk = firstChunk
            self.tasks = tasks
        }

        package enum CodingKeys: String, CodingKey {
            case id, role
            case firstChunk = "first_chunk"
            case tasks
        }
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case arrays, collecting
    }

    package init(arrays: [Array] = [], collecting: String? = nil) {
        self.arrays = arrays
        self.collecting = collecting
    }

    /// Of all jobs.
    package var ids: [String] { arrays.map(\.id) + [collecting].compactMap(\.self) }
}

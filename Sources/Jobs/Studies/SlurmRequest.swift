import RunStorage
import Studies

/// How a study is to run on Slurm.
package struct SlurmRequest: Sendable {
    /// Of `sbatch`.
    package var options: [SlurmOption] = []
    /// That a task takes, about.
    package var taskMinutes = 10.0
    /// Tasks that run side by side at most; nil for as many as Slurm starts.
    package var maxRunning: Int?

    package init() {}
}

/// A study that was handed to Slurm.
package struct SubmittedStudy: Sendable {
    package var name: RunName
    package var jobs: SlurmJobs
    /// In all arrays.
    package var tasks: Int
}

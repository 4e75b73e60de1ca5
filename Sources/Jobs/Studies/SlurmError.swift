/// What goes wrong with Slurm; `SlurmError+Wording.swift` says it in words.
package enum SlurmError: Error, Equatable {
    /// A program of Slurm is not in `PATH`.
    case notInstalled(String)
    /// A program of Slurm ended with an error; with its own words.
    case failed(String, String)
    /// `sbatch` did not take a job; with Slurm's own words.
    case refused(String)
    /// A program printed something else than it should.
    case notUnderstood(String, String)
    /// Job arrays are switched off.
    case noArrays
    /// Jobs of a study wait or run, and it is to be submitted again.
    case jobsLeft(study: String, waiting: Int, running: Int)
    /// `KEY=VALUE` is no such thing, or would be more than one option.
    case optionMalformed(String)
    /// An option of `sbatch` that is set already.
    case optionReserved(String)
    /// A path that no script of Slurm can name.
    case pathImpossible(String)
}

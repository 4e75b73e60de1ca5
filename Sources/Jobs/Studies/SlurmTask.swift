/// The task of an array that this process is.
package struct SlurmTask: Sendable, Equatable {
    /// As Slurm calls it: the array's id and the index, since the id of a task's job may be that of the whole array.
    package let name: String
    /// How often it was started before.
    package let restarts: Int

    /// Seconds that may be left of the limit where the limit is why a task is asked to stop.
    private static let nearTheLimit = 120.0

    /// - Parameter environment: of the process; nil where it is no task of an array.
    package init?(environment: [String: String]) {
        guard let array = environment["SLURM_ARRAY_JOB_ID"], let index = environment["SLURM_ARRAY_TASK_ID"] else {
            return nil
        }
        name = "\(array)_\(index)"
        restarts = environment["SLURM_RESTART_COUNT"].flatMap { Int($0) } ?? 0
    }

    /// Asks Slurm to start the task again, where its time was too short for what it had to do: less than two minutes
    /// are left, it has added something, so that it comes to an end, and it was not cancelled.
    ///
    /// Slurm ends the task then; all must be saved before.
    /// - Parameters:
    ///   - limit: seconds that it was given.
    ///   - elapsed: seconds since it began.
    ///   - rowsAdded: trainings that it has finished since then.
    /// - Returns: whether it will be started again.
    /// - Throws: `SlurmError`.
    @discardableResult
    package func requeueNearLimit(
        limit: Double, elapsed: Double, rowsAdded: Int, in slurm: Slurm
    ) throws -> Bool {
        guard limit - elapsed < Self.nearTheLimit, rowsAdded > 0, try isRunning(in: slurm) else { return false }
        let answer = try slurm.scontrol(["requeue", name], "")
        guard answer.code == 0 else { throw SlurmError.failed("scontrol", answer.words) }
        return true
    }

    /// Whether the task runs as far as Slurm is concerned, and was only sent a signal: one that is cancelled, queued
    /// again or preempted is completing or pending.
    private func isRunning(in slurm: Slurm) throws -> Bool {
        let answer = try slurm.scontrol(["show", "job", name], "")
        guard answer.code == 0 else { throw SlurmError.failed("scontrol", answer.words) }
        let words = answer.output.split(whereSeparator: \.isWhitespace)
        guard let state = words.first(where: { $0.hasPrefix("JobState=") }) else {
            throw SlurmError.notUnderstood("scontrol", "no JobState of \(name)")
        }
        return ["JobState=RUNNING", "JobState=SIGNALING"].contains(state)
    }
}

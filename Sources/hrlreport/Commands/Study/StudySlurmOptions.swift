import ArgumentParser
import Jobs

/// Options of a study that is to run on Slurm.
struct StudySlurmOptions: ParsableArguments {
    /// Where the trainings run.
    enum Place: String, ExpressibleByArgument, CaseIterable {
        case here, slurm
    }

    @Option(help: ArgumentHelp("Where to train: here, or as job arrays of Slurm.", valueName: "place"))
    var on = Place.here

    @Option(
        name: .customLong("slurm-option"),
        help: ArgumentHelp("Option of sbatch, handed on as --KEY=VALUE; may be repeated.", valueName: "key=value"))
    var options: [String] = []

    @Option(help: ArgumentHelp("Minutes that a task of Slurm takes, about.", valueName: "minutes"))
    var taskMinutes = 10.0

    @Option(help: ArgumentHelp("Tasks of Slurm that run side by side at most.", valueName: "n"))
    var maxRunning: Int?

    @Flag(help: "Wait until the jobs have ended.")
    var wait = false

    func validate() throws {
        guard taskMinutes > 0, taskMinutes <= 100_000 else {
            throw ValidationError("--task-minutes: must be greater than 0 and at most 100000")
        }
        try OptionRange.check("--max-running", maxRunning, 1...1_000_000)
        if on == .here, !options.isEmpty || maxRunning != nil || wait {
            throw ValidationError("--slurm-option, --max-running, --wait: need --on slurm")
        }
    }

    /// - Throws: `SlurmError` for what is no option of `sbatch`, or is set already.
    func request() throws -> SlurmRequest {
        var request = SlurmRequest()
        request.options = try options.map { try SlurmOption($0) }
        request.taskMinutes = taskMinutes
        request.maxRunning = maxRunning
        return request
    }
}

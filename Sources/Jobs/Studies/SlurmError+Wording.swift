extension SlurmError: ExplainedError {
    package var failure: Failure {
        switch self {
        case .notInstalled(let program):
            Failure(
                .unavailable, "Slurm: \(program) is not in PATH",
                hint: "call it where Slurm is, on a login node; without --on slurm a study runs here")
        case .failed(let program, let words): Failure(.unavailable, "Slurm: \(program): \(words)")
        case .refused(let words): Failure(.unavailable, "Slurm: sbatch was refused: \(words)")
        case .notUnderstood(let program, let words): Failure(.unavailable, "Slurm: \(program) answers: \(words)")
        case .noArrays:
            Failure(
                .unavailable, "Slurm: has no job arrays here (MaxArraySize is 0)",
                hint: "without --on slurm a study runs here")
        case .jobsLeft(let study, let waiting, let running):
            Failure(
                .alreadyRunning,
                "study \(study): its jobs still wait or run: \(waiting) waiting, \(running) running",
                hint: "wait for them, or end them with hrlreport study stop \(study)")
        case .optionMalformed(let text):
            Failure(
                .wrongUsage, "--slurm-option \(text): must be KEY=VALUE on one line, with the long name of an option",
                hint: "for instance --slurm-option partition=long")
        case .optionReserved(let key):
            Failure(
                .wrongUsage, "--slurm-option \(key): is set by hrlreport itself",
                hint: "--task-minutes and --max-running say how long tasks last, and how many run at once")
        case .pathImpossible(let path):
            Failure(
                .wrongUsage, "\(path): Slurm cannot write below a path with a backslash or a control character",
                hint: "name another folder with --output")
        }
    }
}

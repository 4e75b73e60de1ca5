import RunStorage
import Studies

/// What a job of Slurm runs: one task of an array, or what collects.
///
/// The shell is replaced by the program (`exec`), since Slurm's signals reach the shell alone.
struct SlurmScript {
    /// The study's name.
    let study: String
    /// The program's own file.
    let program: String
    /// Folder of the output, as an absolute path.
    let output: String
    /// Whether the user says how much memory a job has.
    let leavesOutMemory: Bool

    /// Megabytes: what a training needs.
    private static let memory = 500
    /// Seconds before the limit at which a task is asked to stop.
    private static let warning = 60

    /// By which the jobs of a study are known among others.
    static func jobName(of study: String) -> String { "hrlreport_\(study)" }

    /// The script of an array, each task of which does one chunk.
    ///
    /// - Parameters:
    ///   - timeLimit: seconds that a task may take.
    ///   - maxRunning: tasks that run side by side at most.
    /// - Throws: `SlurmError.pathImpossible`.
    func array(_ array: SlurmArray, timeLimit: Int, maxRunning: Int?) throws -> String {
        let indices = "--array=0-\(array.tasks - 1)" + (maxRunning.map { "%\($0)" } ?? "")
        let task =
            "exec \(command("task")) --chunk $((SLURM_ARRAY_TASK_ID + \(array.firstChunk)))"
            + " --output \(ShellWord.quoted(output)) --quiet"
        return try lines([
            settings(indices, memory: Self.memory, seconds: timeLimit),
            "#SBATCH --requeue --open-mode=append --signal=B:TERM@\(Self.warning) --output=\(log("%A_%a"))",
            task,
        ])
    }

    /// The script of the job that collects what is there, and writes the report.
    ///
    /// - Parameters:
    ///   - options: words of the report.
    ///   - trainings: of which there may be rows.
    /// - Throws: `SlurmError.pathImpossible`.
    func collecting(options: [String], trainings: Int) throws -> String {
        let words = (["--output", output, "--quiet"] + options).map(ShellWord.quoted)
        let folder = ShellWord.quoted(folder)
        return try lines([
            // 30 kB a row, an hour.
            settings(nil, memory: Self.memory + trainings * 30 / 1000, seconds: 3600),
            "#SBATCH --requeue --open-mode=append --output=\(log("%j"))",
            "cd \(folder) || exit",
            ([command("report")] + words).joined(separator: " "),
            "code=$?",
            "[ -s \"$SLURM_JOB_ID.log\" ] || rm -f \"$SLURM_JOB_ID.log\"",
            // Whoever waits sees that it has ended without asking Slurm.
            "echo $code >\(StudyStore.endMark)\"$SLURM_JOB_ID\"",
            "exit $code",
        ])
    }

    private func lines(_ lines: [String]) -> String {
        (["#!/bin/bash"] + lines).map { $0 + "\n" }.joined()
    }

    private func settings(_ indices: String?, memory: Int, seconds: Int) -> String {
        var words = ["--job-name=\(Self.jobName(of: study))"]
        if let indices { words.append(indices) }
        words += ["--ntasks=1", "--cpus-per-task=1"]
        if !leavesOutMemory { words.append("--mem=\(memory)M") }
        words.append("--time=\(Self.time(seconds))")
        return (["#SBATCH"] + words).joined(separator: " ")
    }

    private func command(_ verb: String) -> String { "\(ShellWord.quoted(program)) study \(verb) \(study)" }

    private var folder: String { "\(output)/studies/\(study)/slurm" }

    /// - Parameter name: with Slurm's own places for ids.
    private func log(_ name: String) throws -> String {
        // A backslash would switch off the places for ids.
        guard !folder.contains("\\"),
            folder.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw SlurmError.pathImpossible(output) }
        let path = "\(folder.replacing("%", with: "%%"))/\(name).log"
        let isPlain = path.unicodeScalars.allSatisfy { $0.isASCII && !" \"'#\\".unicodeScalars.contains($0) }
        return isPlain ? path : "\"\(path.replacing("\"", with: "\\\""))\""
    }

    /// As Slurm writes a limit: hours, minutes, seconds; days where there are any.
    static func time(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
        return seconds < 86400 ? clock : "\(seconds / 86400)-\(clock)"
    }
}

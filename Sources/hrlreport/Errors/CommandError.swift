import Jobs
import SystemPackage

/// What the command itself finds wrong, beside what jobs do.
package enum CommandError: Error, Equatable {
    /// `path`, which the user asked for, could not be written.
    case fileNotWritten(String, Errno)
    /// There is no folder for a file that the user named.
    case noFolder(String, folder: String)
    /// A file that is to be made exists already.
    case fileExists(String)
    /// A scenario's file is there, and is not the one that is to be written.
    case otherScenarioThere(String)
    /// Somebody who was asked for figures closed the input.
    case answersEnded
    /// Figures are to be asked for, and standard input is neither a terminal nor a pipe on which answers come.
    case nobodyAnswers
    /// An answer on a pipe is no value of the key: who wrote it cannot be asked again.
    case answerRefused(String, String)
    /// There are more answers on a pipe than questions.
    case answersLeft(keys: [String])
    /// No training goes on, or none of the run that was named.
    case nothingToStop(run: String?)
    /// One name for several runs.
    case nameForSeveralScenarios(count: Int)
    /// Something is to be confirmed, and standard input is no terminal.
    case nobodyToAsk(option: String)
    /// Standard output does not take what is printed.
    case outputFailed(Errno)
    /// No date can be made of the variable's value.
    case invalidSourceDateEpoch(String)
}

extension CommandError: ExplainedError {
    package var failure: Failure {
        switch self {
        case .fileNotWritten(let path, let number): Failure(.cannotCreate, "\(path): cannot be written: \(number)")
        case .noFolder(let path, let folder):
            Failure(
                .cannotCreate, "\(path): cannot be written: there is no folder \(folder)",
                hint: "make it first, or name a file in another one")
        case .fileExists(let path):
            Failure(
                .cannotCreate, "\(path): already exists", hint: "choose another name, or replace it with --force")
        case .otherScenarioThere(let path):
            Failure(
                .cannotCreate, "\(path): already exists, and is another scenario",
                hint: "name another file with --to")
        case .answersEnded:
            Failure(
                .wrongUsage, "standard input: ended before all was answered; nothing was written",
                hint: "give --set, and nothing is asked")
        case .nobodyAnswers:
            Failure(
                .wrongUsage, "standard input: nobody answers what the figures are; nothing was written",
                hint: "give them with --set, or name the scenario whose figures are taken with --from")
        case .answerRefused(let key, let what):
            Failure(.wrongUsage, "standard input: \(key): \(what); nothing was written")
        case .answersLeft(let keys):
            Failure(
                .wrongUsage, "standard input: has more than the \(keys.count) answers there are; nothing was written",
                hint: "a line each for \(keys.joined(separator: ", "))")
        case .nothingToStop(let run):
            Failure(.notFound, "\(run.map { "\($0): " } ?? "")no training is going on")
        case .nameForSeveralScenarios(let count):
            Failure(
                .wrongUsage, "--name: names one run, but there are \(count) scenarios",
                hint: "leave it out: each run is named after its scenario")
        case .nobodyToAsk(let option):
            Failure(
                .wrongUsage, "standard input: is not a terminal, so there is no one to ask",
                hint: "give \(option) to go ahead without being asked")
        case .outputFailed(let number):
            Failure(.inputOutputFailed, "standard output: cannot be written: \(number)")
        case .invalidSourceDateEpoch(let value):
            Failure(.wrongUsage, "SOURCE_DATE_EPOCH: must be seconds since 1970, found \(value)")
        }
    }
}

import RunStorage
import Studies

/// What keeps a study from being done.
package enum StudyError: Error, Equatable {
    /// There is no study of that name in the folders, whose others are `known`.
    case notFound(name: String, folder: String, known: [String])
    /// A study's file has a name that no study can have.
    case stemIsNoName(String)
    /// Nothing can be said of how good a policy is: no optimum is computed, or acting at random is as good.
    case noYardstick(scenario: String, setting: String)
    /// Trainings that failed by a defect.
    case trainingsFailed(study: String, count: Int, first: String)
    /// A study has no trainings like a run's.
    case otherTrainings(study: String, run: String)
    /// No process works on the study.
    case notRunning(String)
    /// No submission has the chunk.
    case unknownChunk(study: String, chunk: Int)
    /// Jobs have ended, and trainings are missing.
    case incomplete(study: String, missing: Int, trainings: Int)
}

extension StudyError: ExplainedError {
    package var failure: Failure {
        switch self {
        case .notFound(let name, let folder, let known):
            Failure(
                .notFound, "\(name): there is no such study in \(folder)",
                hint: known.isEmpty
                    ? "hrlreport study new \(name) writes one" : "there are \(known.joined(separator: ", "))")
        case .stemIsNoName(let stem):
            Failure(
                .wrongUsage, "\(stem): is not a valid name of a study",
                hint: "name it with --name, in letters, digits, '.', '_' and '-'")
        case .noYardstick(let scenario, let setting):
            Failure(
                .invalidData,
                "\(scenario), setting \(setting): there is no optimum that policies could be measured by, or acting at "
                    + "random is as good", hint: "leave the scenario out of the study")
        case .trainingsFailed(let study, let count, let first):
            Failure(
                .defect, "\(study): \(counted(count, "training")) failed; the first: \(first)",
                hint: "study run --retry tries them again")
        case .otherTrainings(let study, let run):
            Failure(
                .wrongUsage, "--study \(study): has no finished trainings of the values of \(run)",
                hint: "leave the study out with --study none")
        case .notRunning(let study): Failure(.notFound, "\(study): no process works on this study")
        case .unknownChunk(let study, let chunk):
            Failure(.wrongUsage, "--chunk \(chunk): the study \(study) has no such chunk")
        case .incomplete(let study, let missing, let trainings):
            Failure(
                .inputOutputFailed,
                "\(study): its jobs have ended, and \(missing) of \(counted(trainings, "training")) are missing",
                hint: "studies/\(study)/slurm/ has what the jobs printed; study run goes on")
        }
    }
}

extension InvalidStudy: ExplainedError {
    package var failure: Failure {
        Failure(kind: .invalidData, entries: messages.map { Failure.Entry(message: $0.message, hint: $0.hint) })
    }
}

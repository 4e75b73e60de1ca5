import Households
import RunStorage
import ScenarioFiles

extension JobError: ExplainedError {
    package var failure: Failure { Failure(kind, message, hint: hint) }

    /// `WHERE: WHAT`
    private var message: String {
        switch self {
        case .scenarioNotFound(let name, let folder, _): "\(name): there is no such scenario in \(folder)"
        case .fileNotFound(let path): "\(path): there is no such file"
        case .notAFile(let path): "\(path): is not a file"
        case .folderNotFound(let folder, let given?): "\(given): there is no such folder of \(folder.rawValue)"
        case .folderNotFound(let folder, nil): "\(folder.rawValue): the folder was not found"
        case .unreadable(let path, let number): "\(path): cannot be read: \(number)"
        case .notUTF8(let path): "\(path): is not valid UTF-8"
        case .outputIsNoFolder(let path): "\(path): is not a folder"
        case .severalTrainings(let runs): "<run>: is missing, and \(runs.count) trainings are going on"
        case .notStopped(let run, let process, let number): "\(run): process \(process) cannot be stopped: \(number)"
        case .stemIsNoName(let stem): "\(stem): is not a valid run name"
        case .notASimulationsName(let name): "\(name): is not a valid simulation name"
        case .nothingLeftToTrain(let run, let done, let episodes):
            "--from \(run): has \(counted(done, "episode")) already, and \(episodes) are to be trained in all"
        case .comparedTwice(let run): "\(run): is named twice"
        case .publishesIntoItself(let folder): "\(folder): is the output folder, or lies in it"
        }
    }

    private var hint: String? {
        switch self {
        case .scenarioNotFound(_, _, []): nil
        case .scenarioNotFound(let name, _, let known):
            NearestName.of(name, among: known).map { "did you mean \($0)?" }
                ?? "there are \(known.joined(separator: ", "))"
        case .folderNotFound(let folder, nil):
            "run hrlreport where \(folder.rawValue)/ is, or name it with --\(folder.rawValue) DIR"
        case .stemIsNoName, .notASimulationsName: "name it with --name, in letters, digits, '.', '_' and '-'"
        case .severalTrainings(let runs): "name one of \(runs.joined(separator: ", "))"
        case .nothingLeftToTrain: "ask for more with --episodes"
        default: nil
        }
    }

    private var kind: FailureKind {
        switch self {
        case .scenarioNotFound, .fileNotFound, .notAFile, .folderNotFound: .notFound
        case .stemIsNoName, .notASimulationsName, .nothingLeftToTrain, .severalTrainings, .comparedTwice,
            .publishesIntoItself:
            .wrongUsage
        case .notUTF8: .invalidData
        case .outputIsNoFolder: .cannotCreate
        case .unreadable, .notStopped: .inputOutputFailed
        }
    }
}

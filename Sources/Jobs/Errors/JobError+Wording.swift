import Households
import RunStorage
import ScenarioFiles

extension JobError: ExplainedError {
    package var failure: Failure {
        switch self {
        case .scenarioNotFound(let name, let folders, let known):
            let nearest = NearestName.of(name, among: known).map { "did you mean \($0)?" }
            return Failure(
                .notFound, "\(name): there is no such scenario in \(folders.joined(separator: " or "))",
                hint: known.isEmpty ? nil : nearest ?? "there are \(known.joined(separator: ", "))")
        case .fileNotFound(let path): return Failure(.notFound, "\(path): there is no such file")
        case .notAFile(let path): return Failure(.notFound, "\(path): is not a file")
        case .folderNotFound(let folder, let given?):
            return Failure(.notFound, "\(given): there is no such folder of \(folder.rawValue)")
        case .folderNotFound(let folder, nil):
            return Failure(
                .notFound, "\(folder.rawValue): the folder was not found",
                hint: "run hrlreport where \(folder.rawValue)/ is, or name it with --\(folder.rawValue) DIR")
        case .unreadable(let path, let number):
            return Failure(.inputOutputFailed, "\(path): cannot be read: \(number)")
        case .notUTF8(let path): return Failure(.invalidData, "\(path): is not valid UTF-8")
        case .outputIsNoFolder(let path): return Failure(.cannotCreate, "\(path): is not a folder")
        case .severalTrainings(let runs):
            return Failure(
                .wrongUsage, "<run>: is missing, and \(runs.count) trainings are going on",
                hint: "name one of \(runs.joined(separator: ", "))")
        case .notStopped(let run, let process, let number):
            return Failure(
                .inputOutputFailed, "\(run): process \(process) cannot be stopped: \(number)",
                // Its lock is held all the same, or it would not be known.
                hint: number == .noSuchProcess
                    ? "where it runs on another machine or in another container, stop it there" : nil)
        case .runsElsewhere(let run, let host, let process):
            return Failure(
                .unavailable, "\(run): runs on \(host) (process \(process)), and can be stopped only there",
                hint: "on \(host): kill \(process), or scancel its job")
        case .stemIsNoName(let stem):
            return Failure(.wrongUsage, "\(stem): is not a valid run name", hint: Self.naming)
        case .notASimulationsName(let name):
            return Failure(.wrongUsage, "\(name): is not a valid simulation name", hint: Self.naming)
        case .nothingLeftToTrain(let run, let done, let episodes):
            return Failure(
                .wrongUsage,
                "--from \(run): has \(counted(done, "episode")) already, and \(episodes) are to be trained in all",
                hint: "ask for more with --episodes")
        case .otherObjective(let run, let scenario):
            return Failure(
                .wrongUsage,
                "\(scenario): has another objective.kind than the household of \(run), whose agents cannot live in it")
        case .adviceOfReward(let run):
            return Failure(
                .wrongUsage,
                "\(run): its household lives for a reward (objective.kind), and has its advice in the report",
                hint: "hrlreport report \(run) --sections advice")
        case .notOfThisHousehold(let reason): return Failure(.wrongUsage, reason)
        case .comparedTwice(let run): return Failure(.wrongUsage, "\(run): is named twice")
        case .publishesIntoItself(let folder):
            return Failure(.wrongUsage, "\(folder): is the output folder, or lies in it")
        }
    }

    private static let naming = "name it with --name, in letters, digits, '.', '_' and '-'"
}

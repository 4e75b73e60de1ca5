import Households

extension CommandError {
    /// `WHERE: WHAT`
    package var message: String {
        switch self {
        case .scenarioNotFound(let name, let folder, _): "\(name): there is no such scenario in \(folder)"
        case .fileNotFound(let path): "\(path): there is no such file"
        case .notAFile(let path): "\(path): is not a file"
        case .folderNotFound(let folder, let given?): "\(given): there is no such folder of \(folder.rawValue)"
        case .folderNotFound(let folder, nil): "\(folder.rawValue): the folder was not found"
        case .unreadable(let path, let number): "\(path): cannot be read: \(number)"
        case .fileExists(let path): "\(path): is there already"
        case .answersEnded: "standard input: ended before all was answered; nothing was written"
        case .severalTrainings(let runs): "<run>: is missing, and \(runs.count) trainings are going on"
        case .nothingToStop(let run): "\(run.map { "\($0): " } ?? "")no training is going on"
        case .notStopped(let run, let process, let number): "\(run): process \(process) cannot be stopped: \(number)"
        case .fileNotWritten(let path, let number): "\(path): cannot be written: \(number)"
        case .outputIsNoFolder(let path): "\(path): is not a folder"
        case .notUTF8(let path): "\(path): is not valid UTF-8"
        case .nameForSeveralScenarios(let count): "--name: names one run, but there are \(count) scenarios"
        case .stemIsNoName(let stem): "\(stem): a run cannot be named so"
        case .notASimulationsName(let name): "\(name): a simulation cannot be named so"
        case .nothingLeftToTrain(let run, let done, let episodes):
            "--from \(run): has \(counted(done, "episode")) already, and \(episodes) are to be trained in all"
        case .nobodyToAsk: "standard input: is no terminal, so that nobody can be asked"
        case .comparedTwice(let run): "\(run): is named twice"
        case .publishesIntoItself(let folder): "\(folder): lies in the output, or is it"
        case .outputFailed(let number): "standard output: cannot be written: \(number)"
        case .invalidSourceDateEpoch(let value): "SOURCE_DATE_EPOCH: must be seconds since 1970, found \(value)"
        }
    }

    package var hint: String? {
        switch self {
        case .scenarioNotFound(_, _, []): nil
        case .scenarioNotFound(let name, _, let known):
            NearestName.of(name, among: known).map { "did you mean \($0)?" }
                ?? "there are \(known.joined(separator: ", "))"
        case .folderNotFound(let folder, nil):
            "run hrlreport where \(folder.rawValue)/ is, or name it with --\(folder.rawValue) DIR"
        case .nameForSeveralScenarios: "leave it out: each run is named after its scenario"
        case .stemIsNoName, .notASimulationsName: "name it with --name, in letters, digits, '.', '_' and '-'"
        case .severalTrainings(let runs): "name one of \(runs.joined(separator: ", "))"
        case .fileExists: "choose another name, or replace it with --force"
        case .answersEnded: "give --from or --set, and nothing is asked"
        case .nothingLeftToTrain: "ask for more with --episodes"
        case .nobodyToAsk(let option): "say \(option) to go ahead without being asked"
        default: nil
        }
    }

    package var status: ExitStatus {
        switch self {
        case .scenarioNotFound, .fileNotFound, .notAFile, .folderNotFound, .nothingToStop: .notFound
        case .nameForSeveralScenarios, .invalidSourceDateEpoch, .stemIsNoName, .notASimulationsName,
            .nothingLeftToTrain, .answersEnded,
            .severalTrainings, .nobodyToAsk, .comparedTwice,
            .publishesIntoItself:
            .wrongUsage
        case .notUTF8: .invalidData
        case .outputIsNoFolder, .fileNotWritten, .fileExists: .cannotCreate
        case .unreadable, .outputFailed, .notStopped: .inputOutputFailed
        }
    }
}

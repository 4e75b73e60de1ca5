import Households
import SystemPackage

/// The wording of `StorageError`.
extension StorageError: CustomStringConvertible {
    /// Where it went wrong: a path or a run's name, as the WHERE of `error: WHERE: WHAT`.
    package var location: String {
        switch self {
        case .invalidName(let name): name.debugDescription
        case .runNotFound(let name), .notFinished(let name, _, _), .nameTaken(let name, _), .changedMeanwhile(let name),
            .nameOfStudy(let name), .nameOfRun(let name), .studyNotFound(let name), .otherPlan(let name),
            .studyLocked(let name, _), .otherStudyVersion(let name, _, _),
            .unfinished(let name, _, _),
            .otherVersion(let name, _, _), .otherSaveInterval(let name, _, _), .locked(let name, _):
            name.description
        case .checkpointNotFound(let path, _, _), .notACheckpoint(let path), .nothingToPublish(let path),
            .notPublishedHere(let path), .publishedByAnother(let path), .simulationTaken(let path, _),
            .damaged(let path, _), .busy(let path, _),
            .operationFailed(_, let path, _):
            path.string
        case .notFinite(.tensor(let name, _)), .notFinite(.series(let name, _)), .notFinite(.value(let name)): name
        }
    }

    /// What went wrong, in one line.
    package var message: String {
        switch self {
        case .invalidName: "is not a name: letters, digits, '.', '_' and '-', at most 100, a letter or digit first"
        case .runNotFound: "there is no such run"
        case .studyNotFound: "there is no such study"
        case .studyLocked(_, let other): "\(other.processWords) works on this study"
        case .nameOfStudy: "a study has this name"
        case .nameOfRun: "a run has this name"
        case .otherPlan: "is a study of another plan: its file says something else now"
        case .checkpointNotFound(_, let episode, []): "has no checkpoint of episode \(episode), nor any other"
        case .checkpointNotFound(_, let episode, let available):
            "has no checkpoint of episode \(episode); there are \(available.map(String.init).joined(separator: ", "))"
        case .notACheckpoint: "is not a checkpoint"
        case .nothingToPublish: "there are no reports yet"
        case .busy(_, let owner?):
            "\(owner.processWords) has it\(owner.isSuspended ? ", and is suspended" : " and does not give it up")"
        case .busy(_, nil): "another process has it and does not give it up"
        case .changedMeanwhile: "was deleted or trained anew meanwhile; nothing of it was written"
        case .notPublishedHere: "already exists, and was not published from here"
        case .publishedByAnother: "says that another output folder is published here"
        case .simulationTaken(_, let run?): "is a simulation of the run \(run)"
        case .simulationTaken(_, nil): "is a simulation without a run"
        case .notFinished(_, let done, let episodes):
            "the training is not finished: \(done) of \(counted(episodes, "episode"))"
        case .nameTaken(_, let finished):
            "\(finished ? "a finished" : "an unfinished") run with other inputs has this name"
        case .unfinished(_, let done, let episodes):
            "was begun with the same inputs and is unfinished: \(done) of \(counted(episodes, "episode")) saved"
        case .otherVersion(_, let stored, let running):
            "was begun by version \(stored) and cannot be resumed by version \(running)"
        case .otherStudyVersion(_, let stored, let running):
            "was begun by version \(stored), whose results do not count with version \(running)"
        case .otherSaveInterval(_, let stored, let asked):
            "was begun with a save interval of \(stored) and cannot be resumed with one of \(asked)"
        case .locked(_, let holder?):
            "is being trained by \(holder.processWords); that training began at \(holder.startTime)"
        case .locked(_, nil): "another process works on it"
        case .damaged(_, let damage): damage.description
        case .notFinite(let value): value.description
        case .operationFailed(let operation, _, let number): "\(operation.rawValue): \(number)"
        }
    }

    /// The way out, where there is one.
    package var hint: String? {
        switch self {
        case .nameTaken: "choose another name with --name, or replace the run with --force"
        case .nameOfStudy, .nameOfRun: "choose another name with --name"
        case .studyLocked(let name, let other):
            "wait for it, or stop it with hrlreport study stop \(name)" + (other.otherHost.map { " on \($0)" } ?? "")
        case .otherPlan:
            "add to it with --extend, which keeps what is trained already, or choose another name with --name"
        case .unfinished: "continue it with --resume, or start again with --force"
        case .otherVersion: "resume with the version that began it, or start again with --force"
        case .otherStudyVersion: "train all of it again with --retry, or go on with the version that began it"
        case .otherSaveInterval: "leave out --save-interval"
        case .notFinished: "nothing is saved of it yet; finish the training with train --resume"
        case .nothingToPublish: "render one with hrlreport report RUN"
        case .simulationTaken: "choose another name with --name"
        case .busy(_, let owner?): "wait for \(owner.processWords), or let it go on or end (fg, kill -CONT, kill)"
        case .notPublishedHere: "move it away, or publish into another folder"
        case .publishedByAnother:
            "publish into another folder; where the output was only moved, remove this file first"
        case .damaged(_, let damage) where damage.isOfNewerVersion: "use the version of the program that wrote it"
        case .damaged(let path, let damage) where damage != .missing && Self.repairable(path) != nil:
            Self.repairable(path).map {
                "bring the run back from its intact checkpoints: hrlreport models repair \($0)"
            }
        case .damaged(_, .incomplete): "render or write it again"
        case .damaged(_, .notPublished): "the run itself is intact: `train` publishes the file again"
        case .damaged(_, .foreign): "move it elsewhere"
        case .damaged(let path, .missing), .damaged(let path, .notAsPublished), .damaged(let path, .hashDiffers):
            Self.remedy(for: path)
        case .operationFailed(_, _, .noSpace): "free some space; what was saved before is intact"
        case .operationFailed(.lock, _, let number) where Self.numbersOfMissingLocks.contains(number):
            "this file system has no locks: mount it with them (Lustre: -o flock; NFS: with its lock service), or put "
                + "the output elsewhere with --output; the tasks of a study on Slurm need none"
        default: nil
        }
    }

    /// What `flock` says where the file system does not have it, or its lock service does not run.
    private static let numbersOfMissingLocks: [Errno] = [.noFunction, .notSupported, .noLocks]

    /// The run whose manifest or list this is, or the list of one of whose checkpoints, which a bit in the run's list
    /// contradicts: what its checkpoints can give again.
    private static func repairable(_ path: FilePath) -> RunName? {
        let names = path.components.map(\.string)
        guard let folder = names.lastIndex(of: "checkpoints") else { return nil }
        let inside = names[(folder + 1)...]
        guard let name = inside.first.flatMap(RunName.init(rawValue:)), let file = inside.last else { return nil }
        switch inside.count {
        case 2 where [Manifest.fileName, Checksums.fileName].contains(file): return name
        case 3 where file == Checksums.fileName: return name
        default: return nil
        }
    }

    /// What is rendered can be rendered again; what was trained has to be trained.
    private static func remedy(for path: FilePath) -> String {
        let components = Set(path.components.map(\.string))
        if !components.isDisjoint(with: ["checkpoints", "models"]) {
            return "restore the file from a copy, or train again with --force"
        }
        return components.contains("archive")
            ? "restore the document from a copy" : "restore the file from a copy, or make it again"
    }

    package var description: String { "\(location): \(message)" }
}

private let writtenByANewerVersion = "written by a newer version of hrlreport"

private func words(ofFormat found: Int, newest: Int) -> String {
    "was \(writtenByANewerVersion): its format is \(found), this version reads formats up to \(newest)"
}

extension Damage: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing: "is missing"
        case .foreign: "does not belong here"
        case .notARegularFile: "is not a regular file"
        case .notADirectory: "is not a directory"
        case .incomplete: "was not written to its end"
        case .otherData(let name): "the attached \(name) is not what the run holds"
        case .tooLarge(let size, let limit): "has \(size) bytes, more than the \(limit) that such a file can have"
        case .changedWhileRead: "changed while it was read"
        case .hashDiffers(let expected, let found):
            "is damaged: its SHA-256 is \(found.distinguishing(expected)), recorded is \(expected.distinguishing(found))"
        case .notPublished: "is missing"
        case .notAsPublished: "is damaged: it is not what the finished run holds"
        case .newerFormat(let found, let newest):
            words(ofFormat: found, newest: newest)
        case .unknownKey(let key): "the key \(key.debugDescription) was \(writtenByANewerVersion)"
        case .safetensors(let error): error.description
        case .json(let error): error.description
        case .history(let error): error.description
        case .document(let what): what
        case .checksumLine(let line): "line \(line) is not a SHA-256 and a name"
        case .notListed(let name): "does not list \(name)"
        case .belongsElsewhere(let what): "belongs to \(what)"
        case .wrongCount(let of, let found, let expected): "has \(found) \(of) instead of \(expected)"
        }
    }
}

extension NotFinite: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tensor(_, let index): "value \(index) is not finite; nothing was written"
        case .series(_, let index): "entry \(index) is not finite; nothing was written"
        case .value: "is not finite; nothing was written"
        }
    }
}

extension SafetensorsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooShort(let size): "has \(size) bytes, too few for a safetensors file"
        case .headerLength(let length, let available):
            "claims a header of \(length) bytes, where \(available) are left"
        case .header(let error): "header: \(error)"
        case .malformedEntry(let name): "tensor \(name): the entry is malformed"
        case .unsupportedType(let name, let type): "tensor \(name): type \(type) instead of F32"
        case .sizeMismatch(let name): "tensor \(name): shape and size in bytes do not agree"
        case .gapOrOverlap(let name): "tensor \(name): its bytes do not follow those of the one before"
        case .dataLength(let found, let expected): "has \(found) bytes of data instead of \(expected)"
        case .notFinite(let name, let index): "tensor \(name): value \(index) is not finite"
        case .formatVersion(let found): "format version \(found) is unknown"
        }
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "byte \(offset): \(problem.rawValue)" }
}

extension HistoryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .json(let error): error.description
        case .newerFormat(let found, let newest): words(ofFormat: found, newest: newest)
        case .unknownSeries(let name): "the series \(name.debugDescription) was \(writtenByANewerVersion)"
        case .repeatedSeries(let name): "the series \(name) occurs twice"
        case .missingSeries(let name): "the series \(name) is missing"
        case .length(let name, let found, let expected): "\(name) has \(found) entries instead of \(expected)"
        case .order(let name, let index): "\(name): entry \(index) is out of order or out of range"
        }
    }
}

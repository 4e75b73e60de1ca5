import SystemPackage

/// What can go wrong with what is stored; the wording is in `StorageErrorMessages.swift`.
package enum StorageError: Error, Equatable, Sendable {
    /// A name that is no single path component of the allowed characters.
    case invalidName(String)
    case runNotFound(RunName)
    case checkpointNotFound(FilePath, episode: Int, available: [Int])
    /// A path that was given as a checkpoint's and holds none.
    case notACheckpoint(FilePath)
    /// A run that has no final models yet.
    case notFinished(RunName, episodesDone: Int, episodes: Int)
    /// A run of another identity has the name.
    case nameTaken(RunName, finished: Bool)
    /// A run of the same identity was begun and neither resumed nor replaced.
    case unfinished(RunName, episodesDone: Int, episodes: Int)
    /// A study has the name that a run is to have.
    case nameOfStudy(RunName)
    /// A run has the name that a study is to have.
    case nameOfRun(RunName)
    case studyNotFound(RunName)
    /// Another process runs the study, or collects it.
    case studyLocked(RunName, RunningStudy)
    /// A study of another plan has the name.
    case otherPlan(RunName)
    /// A run is to be resumed that another version of the program began.
    case otherVersion(RunName, stored: String, running: String)
    /// A study is to go on that another version of the program began, whose rows do not count.
    case otherStudyVersion(RunName, stored: String, running: String)
    /// A run is to be resumed with another save interval than it was begun with.
    case otherSaveInterval(RunName, stored: Int, asked: Int)
    /// A simulation of another run, or of none, has the name.
    case simulationTaken(FilePath, by: RunName?)
    /// Another process trains the run; nil where it has not yet said who it is.
    case locked(RunName, RunningTraining?)
    /// Another process writes what is needed, and does not come to an end; nil where it does not say who it is. The
    /// path is that of the lock.
    case busy(FilePath, LockOwner?)
    /// A run was deleted or replaced while something was made of it.
    case changedMeanwhile(RunName)
    /// Something stored is not what was written.
    case damaged(FilePath, Damage)
    /// There is no index page yet.
    case nothingToPublish(FilePath)
    /// Where a file of the site is to go there is another, which publishing did not put there.
    case notPublishedHere(FilePath)
    /// The directory holds a site that another output was published into; the path is that of its mark.
    case publishedByAnother(FilePath)
    /// A value that no file may hold: NaN or an infinity.
    case notFinite(NotFinite)
    /// The operating system refused.
    case operationFailed(StorageOperation, FilePath, Errno)

    /// What kind of failure it is.
    package var kind: FailureKind {
        switch self {
        case .invalidName, .otherSaveInterval: .wrongUsage
        case .runNotFound, .studyNotFound, .checkpointNotFound, .notACheckpoint, .notFinished, .nothingToPublish:
            .notFound
        case .nameTaken, .nameOfStudy, .nameOfRun, .otherPlan, .unfinished, .notPublishedHere, .publishedByAnother,
            .simulationTaken:
            .cannotCreate
        case .otherVersion, .otherStudyVersion, .damaged, .notFinite: .invalidData
        case .locked, .studyLocked, .busy, .changedMeanwhile: .alreadyRunning
        case .operationFailed(let operation, _, let number):
            operation.changes && Self.refusals.contains(number) ? .cannotCreate : .inputOutputFailed
        }
    }

    /// Error numbers that say that a place cannot be written to at all.
    private static let refusals: [Errno] = [
        .permissionDenied, .notPermitted, .readOnlyFileSystem, .noSuchFileOrDirectory, .notDirectory, .isDirectory,
        .fileNameTooLong, .tooManySymbolicLinkLevels,
    ]
}

/// Kinds of failure: a command makes exit codes of them, a service its statuses.
package enum FailureKind: Sendable, CaseIterable {
    /// What was asked for makes no sense.
    case wrongUsage
    /// An invalid scenario, template, checkpoint or model, or a training that diverged.
    case invalidData
    case notFound
    /// What another program does, and that program is not there, or refuses.
    case unavailable
    /// The output cannot be written, or the name is taken.
    case cannotCreate
    case inputOutputFailed
    /// Another process trains the run.
    case alreadyRunning
    /// A defect of this program.
    case defect
}

/// What the operating system was asked for; the words say that it did not do it.
package enum StorageOperation: String, Equatable, Sendable, CaseIterable {
    case read = "cannot be read"
    case write = "cannot be written"
    case synchronize = "cannot be flushed to the disk"
    case rename = "cannot be put in place"
    case remove = "cannot be removed"
    case makeDirectory = "cannot be created"
    case lock = "cannot be locked"

    /// Whether it changes what is stored.
    var changes: Bool { self != .read }
}

/// How a stored file differs from what was written.
package enum Damage: Error, Equatable, Sendable {
    case missing
    /// A file that does not belong there.
    case foreign
    case notARegularFile
    case notADirectory
    /// Files whose writer was killed before it could vouch for them.
    case incomplete
    /// A document that carries other data than the run that it is of.
    case otherData(String)
    case tooLarge(size: Int, limit: Int)
    case changedWhileRead
    case hashDiffers(expected: ContentHash, found: ContentHash)
    /// A file of the finished run that is not published.
    case notPublished
    /// Not the bytes that follow from the finished run.
    case notAsPublished
    case newerFormat(found: Int, newest: Int)
    /// A key of a scenario that a newer program may have written, and where.
    case unknownKey(String)
    case safetensors(SafetensorsError)
    case json(JSONError)
    case history(HistoryError)
    /// JSON that lacks a value or has one of the wrong kind, and where.
    case document(String)
    /// A line of a `SHA256SUMS` that is none; counted from 1.
    case checksumLine(Int)
    /// A `SHA256SUMS` that does not list what it must.
    case notListed(String)
    /// A file that belongs to another run or checkpoint than the place where it lies.
    case belongsElsewhere(String)
    case wrongCount(of: String, found: Int, expected: Int)

    /// Whether nothing is wrong but that a newer program wrote it.
    var isOfNewerVersion: Bool {
        switch self {
        case .newerFormat, .unknownKey, .history(.newerFormat), .history(.unknownSeries): true
        default: false
        }
    }
}

/// Where a NaN or an infinity was met.
package enum NotFinite: Error, Equatable, Sendable {
    case tensor(name: String, index: Int)
    case series(name: String, index: Int)
    /// A value of a JSON document: its path of keys.
    case value(String)
}

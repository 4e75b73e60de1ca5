import SystemPackage

/// What a job itself finds wrong; `JobError+Wording.swift` says it in words.
package enum JobError: Error, Equatable {
    /// There is no scenario of that name in the folder, whose others are `known`.
    case scenarioNotFound(name: String, folders: [String], known: [String])
    case fileNotFound(String)
    /// A scenario that is a folder or a device.
    case notAFile(String)
    case folderNotFound(Folder, given: String?)
    /// `path` could not be read.
    case unreadable(String, Errno)
    /// A template that is not UTF-8.
    case notUTF8(String)
    /// Something else stands where the folder of the output, or one above it, should be.
    case outputIsNoFolder(String)
    /// Several trainings go on, and none of them was named.
    case severalTrainings([String])
    /// The process of a training cannot be asked to stop.
    case notStopped(String, process: Int32, Errno)
    /// The process that works on a run or a study is one of another machine, which nobody can signal from here.
    case runsElsewhere(String, host: String, process: Int32)
    /// A scenario whose file has a name that no run can have.
    case stemIsNoName(String)
    /// What a simulation would be called, and cannot be.
    case notASimulationsName(String)
    /// A run that starts from another one, and has no more episodes than that.
    case nothingLeftToTrain(run: String, done: Int, episodes: Int)
    /// Agents of a household that lives for one objective, and a household that lives for the other.
    case otherObjective(run: String, scenario: String)
    /// Advice that is asked of a run whose household lives for a reward.
    case adviceOfReward(run: String)
    /// A situation that a household cannot be in, in words.
    case notOfThisHousehold(String)
    /// A run that is to be compared with itself.
    case comparedTwice(String)
    /// The site would be part of what it is made from.
    case publishesIntoItself(String)

    /// A folder that comes with the program.
    package enum Folder: String, Sendable {
        case scenarios, templates
    }
}

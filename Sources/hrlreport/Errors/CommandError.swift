import Households
import SystemPackage

/// What the command itself finds wrong; `CommandError+Wording.swift` says it in words.
package enum CommandError: Error, Equatable {
    /// There is no scenario of that name in the folder, whose others are `known`.
    case scenarioNotFound(name: String, folder: String, known: [String])
    case fileNotFound(String)
    /// A scenario that is a folder or a device.
    case notAFile(String)
    case folderNotFound(Folder, given: String?)
    /// `path` could not be read.
    case unreadable(String, Errno)
    /// `path`, which the user asked for, could not be written.
    case fileNotWritten(String, Errno)
    /// A file that is to be made is there already.
    case fileExists(String)
    /// Somebody who was asked for figures closed the input.
    case answersEnded
    /// Several trainings go on, and none of them was named.
    case severalTrainings([String])
    /// No training goes on, or none of the run that was named.
    case nothingToStop(run: String?)
    /// The process of a training cannot be asked to stop.
    case notStopped(String, process: Int32, Errno)
    /// A template that is not UTF-8.
    case notUTF8(String)
    /// Something else stands where the folder of the output, or one above it, should be.
    case outputIsNoFolder(String)
    /// One name for several runs.
    case nameForSeveralScenarios(count: Int)
    /// A scenario whose file has a name that no run can have.
    case stemIsNoName(String)
    /// What a simulation would be called, and cannot be.
    case notASimulationsName(String)
    /// A run that starts from another one, and has no more episodes than that.
    case nothingLeftToTrain(run: String, done: Int, episodes: Int)
    /// Something is to be confirmed, and standard input is no terminal.
    case nobodyToAsk(option: String)
    /// A run that is to be compared with itself.
    case comparedTwice(String)
    /// The site would be part of what it is made from.
    case publishesIntoItself(String)
    /// Standard output does not take what is printed.
    case outputFailed(Errno)
    /// No date can be made of the variable's value.
    case invalidSourceDateEpoch(String)

    /// A folder that comes with the program.
    package enum Folder: String {
        case scenarios, templates
    }
}

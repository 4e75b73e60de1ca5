import Foundation
import Households
import Reports
import RunStorage
import ScenarioFiles
import SystemPackage

/// Runs jobs in one output folder.
///
/// A job runs on the thread that calls for it, which may be any, and its events are heard on that thread, in order.
package struct JobRunner {
    /// What has been trained and reported.
    package let output: Output
    /// Folder of the scenarios, where the user names one.
    let scenarios: String?
    /// Folder of the page's templates, where the user names one.
    let templates: String?
    /// Threads to train and evaluate with.
    let threads: Int
    /// Ends a job early.
    let stop: StopRequest
    /// Hears what happens.
    let tell: (JobEvent) -> Void

    package init(
        output: Output, scenarios: String? = nil, templates: String? = nil,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount, stop: StopRequest = StopRequest(),
        tell: @escaping (JobEvent) -> Void
    ) {
        self.output = output
        self.scenarios = scenarios
        self.templates = templates
        self.threads = threads
        self.stop = stop
        self.tell = tell
    }

    /// Reads the scenario that the user means.
    ///
    /// - Throws: `JobError` where it cannot be found or read, `InvalidScenario` where it is not valid.
    package func scenario(_ argument: String, overrides: [ScenarioOverride] = []) throws -> ScenarioFile {
        try ScenarioFile.load(argument, folders: .ofThisProcess, scenarios: scenarios, overrides: overrides)
    }

    /// A renderer with the templates that the user means, for as many reports as are wanted.
    ///
    /// - Throws: `JobError`, `ReportError` for templates that are missing or broken.
    package func renderer() throws -> ReportRenderer {
        let folder = try ResourceFolders.ofThisProcess.locate(.templates, given: templates)
        return try ReportRenderer(templates: TemplateFiles.load(folder))
    }

    /// Makes the output ready to be written to: finishes deletions that were killed, and brings the index page up to
    /// date with what was deleted. The output itself is made when something is written.
    ///
    /// - Throws: `JobError.outputIsNoFolder`, `StorageError`.
    package func prepareOutput() throws {
        var path = output.root
        while !FileManager.default.fileExists(atPath: path.string), path.removeLastComponent() {}
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder), !isFolder.boolValue {
            throw JobError.outputIsNoFolder(path.string)
        }
        for problem in try output.finishDeletions() { note(.warning, "\(problem)") }
        try refreshIndexIfStale()
    }

    /// Brings a run in order that is about to be read, whatever a killed process left of it.
    ///
    /// - Parameter run: as the user names it; the folder of a checkpoint stays as it is.
    /// - Throws: `StorageError`.
    func putInOrder(_ run: String) throws {
        guard let name = RunName(rawValue: run) else { return }
        for problem in try output.runs.putInOrder(name) { note(.warning, "\(problem)") }
    }

    /// Copies what belongs on a web server into a folder. An output that cannot be written is published as it stands.
    ///
    /// - Parameter isDryRun: whether only to say what would be done.
    /// - Throws: `JobError.publishesIntoItself`, `.outputIsNoFolder`, `StorageError`.
    package func publish(to folder: String, isDryRun: Bool = false) throws -> SitePublication {
        func resolved(_ path: String) -> FilePath {
            FilePath(URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path)
        }
        guard !resolved(folder).starts(with: resolved(output.root.string)) else {
            throw JobError.publishesIntoItself(folder)
        }
        if !isDryRun {
            do {
                try prepareOutput()
            } catch StorageError.operationFailed(_, let path, let number)
                where [.permissionDenied, .readOnlyFileSystem].contains(number) && path.starts(with: output.root)
            {
                note(.debug, "\(output.root): cannot be written, and is published as it stands")
            }
        }
        return try output.site.publish(to: FilePath(folder), isDryRun: isDryRun)
    }

    func note(_ level: NoteLevel, _ text: String) { tell(.note(level, text)) }

    /// Tells of characters that no font has that can be used.
    func warn(aboutMissing characters: [Unicode.Scalar]) {
        guard !characters.isEmpty else { return }
        let codes = characters.map { "U+" + String($0.value, radix: 16, uppercase: true) }.joined(separator: ", ")
        note(
            .warning,
            "no font that can be used has \(codes) (colour fonts are left out); charts and PDF show U+FFFD instead")
    }
}

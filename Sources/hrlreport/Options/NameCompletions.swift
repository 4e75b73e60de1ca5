import ArgumentParser
import Jobs
import RunStorage
import SystemPackage

extension CompletionKind {
    /// Names of scenarios, as far as they can be found.
    static let scenarios = CompletionKind.custom { _, _, _ in
        // A shell has no use for an error here.
        let places = try? ResourceFolders.ofThisProcess.locateAll(.scenarios, given: nil)
        return ScenarioFile.names(in: places ?? [])
    }

    /// Names of studies that come with the scenarios.
    static let studyFiles = CompletionKind.custom { _, _, _ in
        let places = try? ResourceFolders.ofThisProcess.locateAll(.scenarios, given: nil)
        return ScenarioFile.names(in: (places ?? []).map { "\($0)/\(StudySource.folder)" })
    }

    /// Names of studies in the usual output.
    static let studies = CompletionKind.custom { _, _, _ in
        let output = Output(root: FilePath(CommonOptions.usualOutput))
        return ((try? output.studies.names()) ?? []).map(\.description)
    }

    /// Names of runs in the usual output.
    static let runs = CompletionKind.custom { _, _, _ in
        let output = Output(root: FilePath(CommonOptions.usualOutput))
        return ((try? output.runs.names()) ?? []).map(\.description)
    }
}

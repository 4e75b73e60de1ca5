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

    /// What `--checkpoint` takes: the episodes of the checkpoints of the run that was typed before.
    static let checkpoints = CompletionKind.custom { words, _, _ in
        let runs = Output(root: FilePath(CommonOptions.usualOutput)).runs
        let names = (try? runs.names()) ?? []
        let typed = names.first { words.contains($0.description) }
        let episodes = typed.flatMap { try? runs.run($0) }?.checkpoints.map { "\($0.episode)" } ?? []
        return ["final"] + episodes
    }
}

import Households
import SystemPackage

/// A run as a list of runs shows it: manifest and evaluation are compared with their hashes, the checkpoints are only
/// counted.
package struct RunOverview: Sendable {
    package let description: RunDescription
    package let isFinished: Bool
    /// Episodes of the checkpoints, ascending.
    package let checkpoints: [Int]
    /// Episodes at which the training was stopped and not resumed yet.
    package let stops: [Int]
    /// Of the final state; nil where there is none yet.
    package let evaluation: Evaluation?
    /// The run that is trained to take this one's place, or was stopped on the way; nil where there is none.
    package let successor: RunProgress?
    package let sizes: RunSizes

    /// Episodes that are saved.
    package var episodesDone: Int { (checkpoints + stops).max() ?? 0 }
}

/// Bytes of what belongs to a run.
package struct RunSizes: Sendable, Equatable, Encodable {
    /// The run itself with its checkpoints.
    package var run: Int
    /// The published models, history and evaluation, and the simulations of the agents.
    package var models: Int
    /// Pages, documents and data of its reports.
    package var reports: Int
    /// Its documents in the archive, which stay when the run is deleted.
    package var archive: Int

    /// What goes when the run is deleted.
    package var total: Int

    init(run: Int, models: Int, reports: Int, archive: Int) {
        (self.run, self.models, self.reports, self.archive) = (run, models, reports, archive)
        total = run + models + reports
    }
}

extension Output {
    /// - Parameter simulations: of all runs, `Simulations.byRun`, where they are known already.
    /// - Throws: `StorageError.runNotFound`, `.damaged`, `.operationFailed`.
    package func overview(_ name: RunName, simulations: [RunName: [RunName]]? = nil) throws -> RunOverview {
        let directory = try RunDirectory.find(name, in: layout, files: files).directory
        let states = directory.states
        return RunOverview(
            description: directory.description, isFinished: directory.isFinished,
            checkpoints: states.filter { !$0.isStop }.map(\.episode), stops: states.filter(\.isStop).map(\.episode),
            evaluation: try directory.evaluation(), successor: try runs.successor(of: name),
            sizes: try sizes(name, simulations: simulations))
    }

    /// What a run takes on the disk, damaged or not.
    /// - Parameter simulations: as in `overview`.
    /// - Throws: `StorageError.operationFailed`.
    package func sizes(_ name: RunName, simulations: [RunName: [RunName]]? = nil) throws -> RunSizes {
        let ownSimulations = try (simulations ?? self.simulations.byRun())[name] ?? []
        let homes = [layout.run(name)] + BesideRun.allCases.map { layout.beside(name, $0) }
        let models = PublishedFile.allCases.map { layout.published($0, name) } + ownSimulations.map(layout.simulation)
        let archived = try files.list(layout.archive).filter { ArchiveName($0)?.run == name }
        return RunSizes(
            run: try size(homes), models: try size(models), reports: try size([layout.report(name, checkpoint: nil)]),
            archive: try size(archived.map(layout.archive.appending)))
    }

    private func size(_ paths: [FilePath]) throws -> Int { try paths.reduce(0) { try $0 + files.size($1) } }
}

extension DurableFiles {
    /// Bytes of a file, or of all files in a directory; 0 where there is neither. What goes while it is counted counts
    /// 0.
    func size(_ path: FilePath) throws -> Int {
        guard let status = try status(path) else { return 0 }
        guard status.kind == .directory else { return status.size }
        return try list(path).reduce(0) { try $0 + size(path.appending($1)) }
    }
}

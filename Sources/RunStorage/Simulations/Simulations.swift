import SystemPackage

/// The simulations of runs' agents and of rules: `simulations/`.
package struct Simulations: Store, SharedResource {
    static let lockName = "simulations"
    /// Bytes that the file of a simulation can have.
    private static let longest = 1 << 30
    private static let suffix = ".json"

    let layout: OutputLayout
    let files: DurableFiles

    var entries: [FilePath] { [layout.simulations] }
    var resources: [any SharedResource.Type] { [Simulations.self] }

    var list: SiteList { SiteList(layout: layout, files: files) }

    func removeLeftovers() throws -> [StorageError] {
        try files.withLock(Simulations.self, in: layout) { _ in try files.removeTemporaries(in: layout.simulations) }
        return []
    }

    func leftovers() throws -> [FilePath] { try files.temporaries(in: layout.simulations) }

    func removeBelongings(of run: borrowing RunLock) throws {
        try files.withLock(Simulations.self, in: layout) { _ in
            // Other runs' simulations under the run's name stay; so does what cannot be opened, or is a newer
            // program's: a deletion that waited for it would stop all that is written from then on.
            for simulation in try byRun()[run.name] ?? [] {
                let path = layout.simulation(simulation)
                try list.change { $0 == layout.name(of: path) }
                try files.removeTree(path)
            }
        }
    }

    /// Stores a simulation as `simulations/NAME.json`, in the place of one of the same name and the same run.
    /// - Returns: the file.
    /// - Throws: `StorageError.notFinite`, and as `requireFree`.
    @discardableResult
    package func save(_ simulation: Simulation) throws -> FilePath {
        let bytes = try simulation.sealedText()
        let path = layout.simulation(simulation.name)
        try files.withLock(Simulations.self, in: layout) { lock in
            try requireFree(simulation.name, for: simulation.model?.run)
            try list.write(bytes, to: path, lock)
        }
        return path
    }

    /// Refuses the name of a simulation that is another run's, or may be: a newer program's, or one that cannot be
    /// opened. A damaged one is nobody's.
    /// - Parameter run: whose agents are simulated; nil for none.
    /// - Throws: `StorageError.simulationTaken`, `.damaged` with `.newerFormat`, `.operationFailed`.
    package func requireFree(_ name: RunName, for run: RunName?) throws {
        guard let owner = try owner(of: name), owner.run != run else { return }
        throw StorageError.simulationTaken(layout.simulation(name), by: owner.run)
    }

    /// The simulations of each run's agents, by name; those of rules without a run are nobody's, and so are damaged
    /// ones.
    /// - Parameter unknown: called with each file whose owner cannot be determined, a newer program's or one that
    ///   cannot be opened; it is left out.
    /// - Throws: `StorageError.operationFailed` where the folder cannot be listed.
    package func byRun(unknown: (any Error) -> Void = { _ in }) throws -> [RunName: [RunName]] {
        var result: [RunName: [RunName]] = [:]
        for file in try files.list(layout.simulations) {
            guard let name = Self.name(of: file) else { continue }
            do {
                if let run = try owner(of: name)?.run { result[run, default: []].append(name) }
            } catch {
                unknown(error)
            }
        }
        return result
    }

    /// The simulation whose file has a name; nil for a name that no simulation's file has.
    static func name(of file: String) -> RunName? {
        file.hasSuffix(suffix) ? try? RunName(String(file.dropLast(suffix.count))) : nil
    }

    /// The file of a simulation.
    package struct Entry: Sendable, Equatable {
        package var name: RunName
        package var size: Int
        /// Nanoseconds since 1970.
        package var changed: Int
    }

    /// The files of all simulations, by name; whether they can be read is not looked at.
    /// - Throws: `StorageError.operationFailed`.
    package func stored() throws -> [Entry] {
        try files.list(layout.simulations).compactMap { file in
            guard let name = Self.name(of: file), let status = try files.status(layout.simulation(name)),
                status.kind == .file
            else { return nil }
            return Entry(name: name, size: status.size, changed: status.changed)
        }
    }

    /// The run whose simulation has a name; nil where there is none, or a damaged one.
    /// - Throws: `StorageError.damaged` with `.newerFormat`, `.operationFailed`.
    private func owner(of name: RunName) throws -> SimulationOwner? {
        let path = layout.simulation(name)
        guard try files.status(path) != nil else { return nil }
        do {
            let bytes = Simulation.divided(try files.read(path, limit: Self.longest)).rest
            let simulation = try JSONDocument.decode(
                SimulationOwner.self, from: bytes, newestVersion: Simulation.newestVersion, path: path)
            return simulation.name == name ? simulation : nil
        } catch StorageError.damaged(_, let damage) {
            if damage.isOfNewerVersion { throw StorageError.damaged(path, damage) }
            return nil
        }
    }

    /// A stored simulation, compared with its hash; nil where there is none of that name.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func simulation(_ name: RunName) throws -> Simulation? {
        let path = layout.simulation(name)
        guard try files.status(path) != nil else { return nil }
        let bytes = try files.read(path, limit: Self.longest)
        let simulation = try Simulation.readChecked(bytes, path: path)
        try damaged(path) {
            try simulation.evaluation.checkRanges()
            guard simulation.name == name else { throw Damage.belongsElsewhere("the simulation \(simulation.name)") }
        }
        return simulation
    }
}

/// What a simulation's file says of whose it is; the rest is not decoded.
private struct SimulationOwner: Decodable {
    struct Model: Decodable {
        var run: RunName
    }

    var name: RunName
    var model: Model?
    var run: RunName? { model?.run }
}

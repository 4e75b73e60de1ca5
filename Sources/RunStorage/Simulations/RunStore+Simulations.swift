import SystemPackage

extension RunStore {
    /// Bytes that the file of a simulation can have.
    private static let longestSimulation = 1 << 30

    /// Stores a simulation as `simulations/NAME.json`, in the place of one of the same name and the same run.
    /// - Returns: the file.
    /// - Throws: `StorageError.notFinite`, and as `requireFree`.
    @discardableResult
    package func save(_ simulation: Simulation) throws -> FilePath {
        let bytes = try JSONDocument.encode(simulation.sealed())
        let path = layout.simulation(simulation.name)
        try withLock(.simulations) {
            try requireFree(simulation.name, for: simulation.model?.run)
            try writeListed(bytes, name: layout.name(of: path))
        }
        return path
    }

    /// Refuses the name of a simulation that is another run's, or may be: a newer program's, or one that cannot be opened.
    /// A damaged one is nobody's.
    /// - Parameter run: whose agents are simulated; nil for none.
    /// - Throws: `StorageError.simulationTaken`, `.damaged` with `.newerFormat`, `.operationFailed`.
    package func requireFree(_ name: RunName, for run: RunName?) throws {
        guard let owner = try owner(of: name), owner.run != run else { return }
        throw StorageError.simulationTaken(layout.simulation(name), by: owner.run)
    }

    /// The simulations of each run's agents, by name; those of rules without a run are nobody's, and so are damaged ones.
    /// - Parameter unknown: is told of each file of which cannot be known whose it is, and which is left out: a newer
    ///   program's, or one that cannot be opened.
    /// - Throws: `StorageError.operationFailed` where the folder cannot be listed.
    package func simulationsByRun(unknown: (any Error) -> Void = { _ in }) throws -> [RunName: [RunName]] {
        var result: [RunName: [RunName]] = [:]
        let suffix = ".json"
        for file in try files.list(layout.simulations) where file.hasSuffix(suffix) {
            guard let name = try? RunName(String(file.dropLast(suffix.count))) else { continue }
            do {
                if let run = try owner(of: name)?.run { result[run, default: []].append(name) }
            } catch {
                unknown(error)
            }
        }
        return result
    }

    /// Whose simulation has a name; nil where there is none, or a damaged one.
    /// - Throws: `StorageError.damaged` with `.newerFormat`, `.operationFailed`.
    private func owner(of name: RunName) throws -> SimulationOwner? {
        let path = layout.simulation(name)
        guard try files.status(path) != nil else { return nil }
        do {
            let bytes = try files.read(path, limit: Self.longestSimulation)
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
        let bytes = try files.read(path, limit: Self.longestSimulation)
        let simulation = try JSONDocument.decode(
            Simulation.self, from: bytes, newestVersion: Simulation.newestVersion, path: path)
        try damaged(path) {
            try simulation.checkHash(of: bytes)
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

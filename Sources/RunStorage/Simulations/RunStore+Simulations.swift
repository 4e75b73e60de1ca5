import SystemPackage

extension RunStore {
    /// Bytes that the file of a simulation can have.
    private static let longestSimulation = 1 << 30

    /// Stores a simulation as `simulations/NAME.json`, in the place of one of the same name.
    /// - Returns: the file.
    /// - Throws: `StorageError.notFinite`, `.operationFailed`.
    @discardableResult
    package func save(_ simulation: Simulation) throws -> FilePath {
        let bytes = try JSONDocument.encode(simulation.sealed())
        let path = layout.simulation(simulation.name)
        try withLock(.simulations) {
            try files.makeDirectory(layout.simulations)
            try files.write(bytes, to: path)
        }
        return path
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
            try simulation.checkHash()
            guard simulation.name == name else { throw Damage.belongsElsewhere("the simulation \(simulation.name)") }
        }
        return simulation
    }

    /// What is wrong with stored simulations, and how many were looked at.
    /// - Throws: `StorageError.operationFailed`.
    func verifySimulations() throws -> (problems: [StorageError], count: Int) {
        var problems: [StorageError] = []
        let names = try files.list(layout.simulations).filter { !TemporaryName.matches($0) }
        for file in names {
            do {
                let stem = file.hasSuffix(".json") ? String(file.dropLast(".json".count)) : ""
                guard let name = try? RunName(stem) else {
                    throw StorageError.damaged(layout.simulations.appending(file), .foreign)
                }
                _ = try simulation(name)
            } catch let error as StorageError {
                if case .operationFailed = error { throw error }
                problems.append(error)
            }
        }
        return (problems, names.count)
    }
}

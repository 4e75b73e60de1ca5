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
            try writeListed(bytes, name: layout.name(of: path))
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
}

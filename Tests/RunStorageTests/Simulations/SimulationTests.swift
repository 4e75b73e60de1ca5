import RunStorage
import SystemPackage
import Testing

@Suite struct SimulationTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("other_household")
    }

    private func sample(reward: Double = 0.1 + 0.2) throws -> Simulation {
        let model = Simulation.Model(
            run: try RunName("bologna"), episode: 50, state: ContentHash(of: [1]), trainedOn: "bologna",
            differences: [Simulation.Difference(key: "environment.income", trained: "3200", simulated: "2400")])
        return Simulation(
            name: name, model: model, scenario: SampleTraining.scenario, policy: .trained,
            evaluation: sampleEvaluation(reward: reward))
    }

    @Test func isReadAsItWasWritten() throws {
        let simulation = try sample().sealed()
        let path = try output.simulations.save(simulation)
        #expect(path == output.root.appending("simulations/other_household.json"))
        #expect(try output.simulations.simulation(name) == simulation)
        #expect(try output.simulations.simulation(RunName("nobody")) == nil)
        #expect(try output.verify().problems.isEmpty)
        #expect(try tree(output.root).keys.filter { !$0.hasPrefix("simulations/") } == ["SHA256SUMS"])
    }

    @Test func aNewOneTakesThePlaceOfTheOld() throws {
        try output.simulations.save(sample())
        let newer = try sample(reward: 7).sealed()
        try output.simulations.save(newer)
        #expect(try output.simulations.simulation(name) == newer)
    }

    /// A name is its run's: nobody else writes over it, and it goes with its run only.
    @Test func simulationsOfDifferentRunsDoNotTouchEachOther() throws {
        for run in ["bologna", "roma"] { try SampleTraining(name: run).run(in: output) }
        func simulation(_ name: String, of run: String?) throws -> Simulation {
            var simulation = try sample()
            simulation.name = try RunName(name)
            if let run { simulation.model?.run = try RunName(run) } else { simulation.model = nil }
            return simulation
        }
        // Each under the name of the other run.
        let path = try output.simulations.save(simulation("roma", of: "bologna"))
        try output.simulations.save(simulation("bologna", of: "roma"))
        try output.simulations.save(simulation("rules", of: nil))
        for other in ["roma", nil] {
            #expect(throws: StorageError.simulationTaken(path, by: try RunName("bologna"))) {
                try output.simulations.save(simulation("roma", of: other))
            }
        }
        #expect(throws: StorageError.self) { try output.simulations.save(simulation("rules", of: "roma")) }
        let sizes = try output.sizes(RunName("roma"))
        try output.runs.delete(RunName("roma"))
        let left = try tree(output.root).keys.filter { $0.hasPrefix("simulations/") }.sorted()
        #expect(left == ["simulations/roma.json", "simulations/rules.json"])
        #expect(sizes.models > (try bytes(path).count))
        #expect(try output.verify().problems == [])
    }

    /// What cannot be opened, and what a newer program wrote, may be anybody's: it is not written over, and stops
    /// nothing else.
    @Test func oneOfWhichIsNotKnownWhoseItIsIsLeftAlone() throws {
        try SampleTraining(name: "bologna").run(in: output)
        var newer = try sample()
        newer.name = try RunName("newer")
        for simulation in [try sample(), newer] { try output.simulations.save(simulation) }
        let (readable, path) = (try output.simulations.save(sample()), output.root.appending("simulations/newer.json"))
        let text = String(decoding: try bytes(path), as: UTF8.self)
        try write(Array(text.replacing("\"format_version\" : 1", with: "\"format_version\" : 2").utf8), to: path)
        let unreadable = output.root.appending("simulations/unreadable.json")
        try write(bytes(readable), to: unreadable)
        var operations = FileOperations.posix
        operations.open = { path, purpose in
            if path == unreadable { throw Errno.permissionDenied }
            return try FileOperations.posix.open(path, purpose)
        }
        let output = Output(root: output.root, files: operations)
        let errors: [StorageError] = [
            .damaged(path, .newerFormat(found: 2, newest: 1)),
            .operationFailed(.read, unreadable, .permissionDenied),
        ]
        for (name, error) in zip(["newer", "unreadable"], errors) {
            var simulation = try sample()
            simulation.name = try RunName(name)
            #expect(throws: error) { try output.simulations.save(simulation) }
        }
        var unknown: [StorageError] = []
        let found = try output.simulations.byRun { error in unknown += [error as? StorageError].compactMap(\.self) }
        #expect(found == [try RunName("bologna"): [name]] && unknown == errors)

        try output.runs.delete(RunName("bologna"))
        try output.removeLeftovers()
        #expect(try output.runs.names() == [])
        #expect(!exists(readable) && exists(path) && exists(unreadable))
        #expect(try !tree(output.root).keys.contains { $0.hasPrefix("models/") })
    }

    /// Every byte counts: a flipped bit is found, wherever it is.
    @Test func aFlippedBitIsFound() throws {
        let path = try output.simulations.save(sample())
        let intact = try bytes(path)
        for index in intact.indices {
            var damaged = intact
            damaged[index] ^= 1
            try write(damaged, to: path)
            do {
                // White space that became other white space says the same; nothing else may.
                #expect(try output.simulations.simulation(name) == sample().sealed())
            } catch let error as StorageError {
                #expect(error.kind == .invalidData && error.location == path.string)
            }
        }
        try write(intact.dropLast(20), to: path)
        #expect(try output.verify().problems.map(\.location) == [path.string])
    }

    @Test func whatDoesNotBelongThereIsFound() throws {
        let path = try output.simulations.save(sample())
        let copy = path.removingLastComponent().appending("copy.json")
        try write(bytes(path), to: copy)
        #expect(throws: StorageError.damaged(copy, .belongsElsewhere("the simulation other_household"))) {
            try output.simulations.simulation(RunName("copy"))
        }
        let foreign = path.removingLastComponent().appending("notes.txt")
        try write([1], to: foreign)
        #expect(try output.verify().problems.map(\.location) == [copy.string, foreign.string])
    }

    @Test func newerFormatsAreRefused() throws {
        let path = try output.simulations.save(sample())
        let text = String(decoding: try bytes(path), as: UTF8.self)
        try write(Array(text.replacing("\"format_version\" : 1", with: "\"format_version\" : 2").utf8), to: path)
        #expect(throws: StorageError.damaged(path, .newerFormat(found: 2, newest: 1))) {
            try output.simulations.simulation(name)
        }
    }

    @Test func leftoversOfKilledWritersGo() throws {
        let path = try output.simulations.save(sample())
        let leftover = path.removingLastComponent().appending(".x.json.tmp")
        try write([1], to: leftover)
        try output.removeLeftovers()
        #expect(!exists(leftover) && exists(path))
    }
}

import Foundation
import Households
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

    // MARK: - Lives

    /// Lives of a household with a reward, or of one that lives for utility.
    private func lives(ofUtility: Bool) -> [LivedLife] {
        let numbers = [
            0, -0.0, 5, -1234.5, 0.1 + 0.2, 1e-7, 1e16, 1.7976931348623157e308, .leastNonzeroMagnitude, 100_000,
        ]
        return (0..<3).map { life in
            var lived = LivedLife()
            for index in 1...(2 + life) {
                func number(_ place: Int) -> Double { numbers[(life + index * 3 + place * 7) % numbers.count] }
                var month = LivedMonth(month: index)
                (month.income, month.bills, month.emergency, month.invested) = (
                    number(0), number(1), number(2), number(3)
                )
                (month.consumed, month.cash, month.portfolio, month.reward) = (
                    number(4), number(5), number(6), number(7)
                )
                if ofUtility {
                    (month.sold, month.forcedSale, month.loan, month.prepaid) = (number(8), 0, number(9), number(10))
                    (month.consumption, month.isOutOfWork, month.isRuined) = (number(11), life == 1, index == 3)
                    if index == 2 { month.goalShare = number(12) }
                } else if life > 0 {
                    month.goal = Goal(
                        targetInvestRatio: number(8), safetyBuffer: number(9), aggressiveness: number(10))
                }
                lived.append(month, Allocation(invest: number(13), save: number(14), consume: number(15)))
            }
            return lived
        }
    }

    /// A text in one form, whatever its spaces and the order of its keys.
    private func plain(_ text: [UInt8]) throws -> [UInt8] {
        let value = try JSONSerialization.jsonObject(with: Data(text))
        return try Array(JSONSerialization.data(withJSONObject: value, options: .sortedKeys))
    }

    private func coded(_ simulation: Simulation, _ formatting: JSONEncoder.OutputFormatting) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return try Array(encoder.encode(simulation))
    }

    /// What writes lives fast writes what a coder would write, a month a line; with a model and without one.
    @Test(arguments: [false, true], [false, true])
    func livesAreWrittenAndReadAsByACoder(ofUtility: Bool, hasModel: Bool) throws {
        var simulation = try sample()
        simulation.lives = lives(ofUtility: ofUtility)
        if !hasModel { simulation.model = nil }
        let sealed = try simulation.sealed()
        let path = try output.simulations.save(simulation)
        let text = try bytes(path)
        #expect(try JSONDocument.encode(sealed) == text)
        let (written, expected) = try (plain(text), plain(coded(sealed, [])))
        #expect(written == expected)
        let months = try #require(simulation.lives).reduce(0) { $0 + $1.months.count }
        #expect(String(decoding: text, as: UTF8.self).split(separator: "\n{\"bills\":").count == months + 1)
        #expect(try output.simulations.simulation(name) == sealed)
        // Its name is taken by its run alone, whatever comes after the lives.
        if hasModel {
            #expect(throws: StorageError.self) { try output.simulations.requireFree(name, for: RunName("roma")) }
        }
    }

    /// A file that somebody else has formatted says the same.
    @Test(arguments: [0, 1, 2])
    func livesAreReadInAnyForm(form: Int) throws {
        let formatting: JSONEncoder.OutputFormatting = [[], [.sortedKeys], [.prettyPrinted]][form]
        var simulation = try sample()
        simulation.lives = lives(ofUtility: true) + lives(ofUtility: false)
        let path = try output.simulations.save(simulation)
        try write(coded(simulation.sealed(), formatting), to: path)
        #expect(try output.simulations.simulation(name) == simulation.sealed())
    }

    @Test func whatIsWrongInALifeIsNamed() throws {
        var simulation = try sample()
        simulation.lives = lives(ofUtility: false)
        let path = try output.simulations.save(simulation)
        let text = String(decoding: try bytes(path), as: UTF8.self)
        for (wrong, problem) in [
            ("\"cash\":\"much\"", "lives.0.months.0.cash is of the wrong kind"),
            ("\"money\":1", "lives.0.months.0.cash is missing"),
        ] {
            let place = try #require(text.firstMatch(of: /"cash":[^,]+/))
            try write(Array(text.replacingCharacters(in: place.range, with: wrong).utf8), to: path)
            #expect(throws: StorageError.damaged(path, .document(problem))) { try output.simulations.simulation(name) }
        }
        simulation.lives?[1].months[0].cash = .nan
        #expect(throws: StorageError.notFinite(.value("lives.1.months.0.cash"))) {
            try output.simulations.save(simulation)
        }
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
    @Test(arguments: [false, true]) func aFlippedBitIsFound(hasLives: Bool) throws {
        var simulation = try sample()
        if hasLives { simulation.lives = [lives(ofUtility: false)[1]] }
        let path = try output.simulations.save(simulation)
        let intact = try bytes(path)
        for index in intact.indices {
            var damaged = intact
            damaged[index] ^= 1
            try write(damaged, to: path)
            do {
                // White space that became other white space says the same; nothing else may.
                #expect(try output.simulations.simulation(name) == simulation.sealed())
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

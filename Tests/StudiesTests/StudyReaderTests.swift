import Foundation
import Households
import Studies
import Testing

/// The file of a study, against an independent implementation and for what is wrong with it.
@Suite("Files of studies") struct StudyReaderTests {
    private struct Vector: Decodable {
        struct Setting: Decodable {
            var name: String
            var set: [String: Double]
        }

        var file: String
        var settings: [Setting]
    }

    @Test func settingsAreThoseOfAnIndependentImplementation() throws {
        let url = try #require(Bundle.module.url(forResource: "plan", withExtension: "json", subdirectory: "Vectors"))
        let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: url))
        let document = StudyReader.read(Array(vector.file.utf8))
        #expect(document.problems.isEmpty)
        #expect(document.file.settings.map(\.name) == vector.settings.map(\.name))
        for (setting, expected) in zip(document.file.settings, vector.settings) {
            let values = Dictionary(uniqueKeysWithValues: setting.values.map { ($0.key, Double($0.text)) })
            #expect(values == expected.set.mapValues(Optional.some), "\(expected.name)")
        }
        #expect(document.file.seeds == [7, 3] && document.file.choice == StudyChoice(by: .iqm, confirm: 2))
    }

    private func problems(_ text: String) -> [String] {
        let document = StudyReader.read(Array(text.utf8))
        return InvalidStudy(file: "s.yaml", problems: document.problems).messages.map { problem in
            problem.message + (problem.hint.map { " (\($0))" } ?? "")
        }
    }

    @Test func everythingWrongIsToldAtOnce() {
        let text = """
            scenarios: calm
            seeds: [1, 1]
            settings:
              grid: {training.epochs: [0], training.epoch: [3]}
            chose: {by: iqm}
            lives: {count: 0}
            """
        #expect(
            problems(text) == [
                "s.yaml:5: chose: unknown key (did you mean choose?)",
                "s.yaml:2: seeds: 1 twice",
                "s.yaml:6: lives.count: must be a whole number from 1 to 1000000, found 0",
                "s.yaml:4: settings.grid.training.epochs: must be a whole number from 1 to 1000000, found 0",
                "s.yaml:4: settings.grid.training.epoch: unknown key (did you mean training.epochs?)",
            ])
    }

    @Test(arguments: [
        ("seeds: 3", "s.yaml:1: scenarios: is missing; it must be a list of names or paths, or all"),
        ("scenarios: [a, a]", "s.yaml:1: scenarios: a twice"),
        (
            "scenarios: [a]\nseeds: 0",
            "s.yaml:2: seeds: must be a number of seeds, a list of seeds, or a range like "
                + "101-120, at most 1000000, found 0"
        ),
        ("scenarios: [a]\nchoose: {by: mean}", "s.yaml:2: choose: there is nothing to choose from without settings"),
        (
            "scenarios: [a]\nsettings: {list: []}\nchoose: {by: mean}",
            "s.yaml:3: choose: there is nothing to choose from without settings"
        ),
        (
            "scenarios: [a]\nseeds: 5\nsettings: {list: [{training.epochs: 5}]}\nchoose: {by: lowest}",
            "s.yaml:4: choose.by: lowest needs at least 10 seeds, found 5"
        ),
        (
            "scenarios: [a]\nsettings:\n  grid: {training.epochs: [5, 5.0]}",
            "s.yaml:3: settings: epochs=5 twice"
        ),
        (
            "scenarios: [a]\nsettings:\n  list:\n    - {name: one, training.epochs: 5}\n    - {name: two, training.epochs: 5}",
            "s.yaml:5: settings: two is the same as one"
        ),
        (
            "scenarios: [a]\nsettings: {list: [{name: default, training.epochs: 5}]}",
            "s.yaml:2: settings: default twice"
        ),
        ("scenarios: [a]\ndifference: 0", "s.yaml:2: difference: must be greater than 0 and less than 1, found 0"),
        ("scenarios: [a]\nkeep: all", "s.yaml:2: keep: must be nothing or models, found all"),
        (
            "scenarios: [a]\nseeds: 1000000\nsettings: {list: [{training.epochs: 5}]}",
            "s.yaml: 1 scenarios, 2 settings and 1000000 seeds are more than the 1000000 trainings that a study may have"
        ),
        (
            "scenarios: [a]\nsettings: {random: {count: 2, training.hidden: {from: 16, to: 32}}}",
            "s.yaml:2: settings.random.training.hidden: must be whole: add whole: true"
        ),
        (
            "scenarios: [a]\nsettings: {random: {count: 2, training.gae_lambda: {from: 1, to: 0.5}}}",
            "s.yaml:2: settings.random.training.gae_lambda: must have from below to, found from 1.0 to 0.5"
        ),
        ("scenarios: *x", "s.yaml:1: aliases are not allowed, found *x (write the value out where it is needed)"),
        ("[1]", "s.yaml:1: must be a mapping of keys to values, found a list"),
    ])
    func whatIsWrongIsNamed(text: String, message: String) {
        #expect(problems(text).first == message)
    }

    @Test func seedsAreCountedListedOrRanges() {
        func seeds(_ text: String) -> [UInt64] {
            StudyReader.read(Array("scenarios: [a]\nseeds: \(text)".utf8)).file.seeds
        }
        #expect(seeds("3") == [1, 2, 3])
        #expect(seeds("[5, 3, 18446744073709551615]") == [5, 3, .max])
        #expect(seeds("101-103") == [101, 102, 103])
        #expect(seeds("[1, 7-9]") == [1, 7, 8, 9])
    }

    /// The last key is the fastest, and names tell sections apart where they must.
    @Test func aGridIsAllCombinations() {
        let text = "scenarios: [a]\nsettings: {grid: {training.epochs: [5, 10], environment.income: [2000, 3000]}}"
        let settings = StudyReader.read(Array(text.utf8)).file.settings
        #expect(
            settings.map(\.name) == [
                "default", "epochs=5,income=2000", "epochs=5,income=3000", "epochs=10,income=2000",
                "epochs=10,income=3000",
            ])
    }
}

import Foundation
import Households
import ScenarioFiles
import Testing

/// The files in `scenarios/`, against the figures that were agreed on.
@Suite("The scenarios that come with the program")
struct ShippedScenariosTests {
    /// Income, fixed, variable mean and deviation, inflation, threshold, T, cash, ρ; then what differs from the
    /// defaults.
    static let figures: [(name: String, environment: [Double], others: [String: String])] = [
        ("aggressive", [3200, 1400, 700, 100, 0.02, 500, 60, 0, 0.8], profile("15", "0.05")),
        ("balanced", [3200, 1400, 700, 100, 0.02, 1000, 60, 0, 0.5], profile("10", "0.1")),
        ("bologna_coppia", [3200, 1800, 800, 150, 0.02, 3500, 120, 10000, 0.55], growing),
        (
            "bologna_shocks", [3200, 1800, 800, 150, 0.02, 3500, 120, 10000, 0.55],
            growing.merging(emergencies("0.02", "6000")) { $1 }
        ),
        ("conservative", [3200, 1400, 700, 100, 0.02, 1500, 60, 0, 0.3], profile("5", "0.5")),
        (
            "freelancer", [3000, 1300, 700, 600, 0.02, 4000, 120, 6000, 0.6],
            growing.merging(emergencies("0.04", "2500")) { $1 }.merging([
                "num_episodes": "2000", "intrinsic_weight": "0.03",
            ]) { $1 }
        ),
        ("milano_junior", [1800, 1200, 450, 100, 0.02, 2000, 120, 3000, 0.6], growing),
        ("milano_senior", [2800, 1700, 600, 120, 0.02, 3500, 120, 8000, 0.5], growing),
        ("roma_famiglia", [2400, 1500, 700, 150, 0.02, 3000, 120, 5000, 0.4], growing),
        ("torino_single", [1600, 1000, 400, 80, 0.02, 1500, 120, 2500, 0.5], growing),
        (
            "young_saver", [2200, 1100, 500, 150, 0.025, 2000, 240, 4000, 0.7],
            [
                "income_growth": "0.03", "investment_return_mean": "0.006", "investment_return_std": "0.04",
            ]
        ),
    ]
    /// Households that live for utility; their figures are compared with those of the vectors.
    static let lives = [
        "casa_torino", "fire_quarantacinque", "giovane_quarant_anni", "partita_iva", "prestito_milano",
        "verso_la_pensione",
    ]
    static let growing = ["income_growth": "0.015"]
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../scenarios")

    static func profile(_ alpha: String, _ beta: String) -> [String: String] {
        ["num_episodes": "2000", "alpha": alpha, "beta": beta]
    }

    static func emergencies(_ probability: String, _ cost: String) -> [String: String] {
        ["emergency_probability": probability, "emergency_cost": cost]
    }

    @Test func areThese() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(files.sorted() == (Self.figures.map(\.name) + Self.lives).sorted().map { $0 + ".yaml" })
    }

    @Test(arguments: figures.indices)
    func haveTheirFigures(index: Int) throws {
        let (name, environment, others) = Self.figures[index]
        let scenario = try described(name)
        #expect(scenario.objectiveKind == .reward)
        var expected = environment.map { DecimalText.text($0) }
        for parameter in ScenarioParameter.all(ofAny: [scenario]) {
            let value = parameter.isRequired ? expected.removeFirst() : others[parameter.key] ?? parameter.defaultText
            #expect(parameter.text(in: scenario) == value, "\(name): \(parameter.dottedKey)")
        }
    }

    /// How such a household is trained is not its own affair, with few exceptions: the defaults are for all of them.
    /// Two learn in smaller minibatches, one of them small networks from fewer lives, as short lives can, the other in
    /// fewer of an actor's epochs; a third has enough of half the episodes.
    @Test(arguments: lives)
    func livesHaveFewSettingsOfTheirOwn(name: String) throws {
        let scenario = try described(name)
        #expect(scenario.objectiveKind == .utility)
        let bare = "objective: { kind: utility }\n" + ScenarioText().text
        var expected = try readScenario(bare).training
        expected.numEpisodes = name == "prestito_milano" ? 120 : 240
        if name == "partita_iva" { (expected.batchSize, expected.hidden) = (256, 24) }
        if name == "fire_quarantacinque" { expected.targetKL = 0.02 }
        if ["partita_iva", "fire_quarantacinque"].contains(name) {
            (expected.minibatchLow, expected.minibatchHigh) = (128, 22)
        }
        #expect(scenario.training == expected)
        #expect(try ScenarioReader.read(Array(scenario.commentedYAML.utf8), file: "again.yaml") == scenario)
    }

    private func described(_ name: String) throws -> Scenario {
        let bytes = try Data(contentsOf: Self.folder.appending(path: name + ".yaml"))
        let scenario = try ScenarioReader.read(Array(bytes), file: "scenarios/\(name).yaml")
        #expect(scenario.name == name)
        #expect(scenario.description.count > 20 && !scenario.description.contains("\n"))
        return scenario
    }
}

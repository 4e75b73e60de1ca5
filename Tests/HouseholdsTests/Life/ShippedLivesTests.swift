import Foundation
import Households
import ScenarioFiles
import TestSupport
import Testing

/// The households that live for utility in `scenarios/`, against those of the independent implementation.
@Suite("The households that come with the program and live for utility")
struct ShippedLivesTests {
    private static let names = [
        "casa_torino", "prestito_milano", "partita_iva", "verso_la_pensione", "giovane_quarant_anni",
        "fire_quarantacinque",
    ]

    @Test(arguments: names)
    func haveTheirFigures(name: String) throws {
        let vectors: [LifeVectors.Trajectory] = try LifeVectors.decode("trajectories")
        let vector = try #require(vectors.first { $0.name == name })
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../scenarios/\(name).yaml")
        let scenario = try ScenarioReader.read(Array(Data(contentsOf: file)), file: file.path)
        var expected = try vector.household.scenario
        expected.name = scenario.name
        expected.description = scenario.description
        expected.training = scenario.training
        #expect(scenario == expected)
    }
}

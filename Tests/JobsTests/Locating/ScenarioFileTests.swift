import Foundation
import Households
import Jobs
import ScenarioFiles
import Testing

@Suite("Scenarios on disk")
struct ScenarioFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "hrlreport-\(UUID().uuidString)")
    private let scenario: String

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        scenario = folder.appending(path: "life.yaml").path
        let text = """
            environment:
              { income: 3000, fixed_expenses: 1350, variable_expense_mean: 850, variable_expense_std: 150,
                inflation: 0.02, safety_threshold: 3000, max_months: 120, initial_cash: 9000, risk_tolerance: 0.5 }
            objective: { kind: utility }
            portfolio: { distribution: history, history: returns.csv }
            """
        try text.write(toFile: scenario, atomically: true, encoding: .utf8)
    }

    private func load(_ overrides: [ScenarioOverride] = []) throws -> Scenario {
        try ScenarioFile.load(scenario, folders: .ofThisProcess, scenarios: nil, overrides: overrides).scenario
    }

    private func write(_ text: String, _ name: String = "returns.csv") throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    private func messages(_ body: () throws -> Scenario) throws -> [String] {
        let failure = #expect(throws: InvalidScenario.self) { try body() }
        return try #require(failure).messages.map(\.message)
    }

    @Test func returnsLieBesideTheScenario() throws {
        try write("Date;Return\n" + String(repeating: "2020;1,5 %\n", count: 24))
        #expect(try load().portfolio.history?.returns == Array(repeating: 0.015, count: 24))
        try write(String(repeating: "0.02\n", count: 30), "other.csv")
        let other = try #require(ScenarioOverride("portfolio.history=other.csv"))
        #expect(try load([other]).portfolio.history?.returns.count == 30)
        try FileManager.default.removeItem(at: folder)
    }

    @Test func returnsThatCannotBeReadAreNamed() throws {
        let key = "\(scenario):5: portfolio.history: returns.csv: "
        #expect(try messages { try load() } == [key + "file not found"])
        try write("0.01\n0.02\n")
        #expect(try messages { try load() } == [key + "2 returns, at least 24 are needed"])
        try FileManager.default.removeItem(at: folder.appending(path: "returns.csv"))
        try FileManager.default.createDirectory(
            at: folder.appending(path: "returns.csv"), withIntermediateDirectories: true)
        #expect(try messages { try load() } == [key + "is not a file"])
        try FileManager.default.removeItem(at: folder)
    }
}

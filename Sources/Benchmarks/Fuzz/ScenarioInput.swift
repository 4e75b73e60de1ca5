import Households
import ScenarioFiles

/// Scenario files: the keys that there are, with values of every kind.
struct ScenarioInput: FuzzedReader {
    func make(_ random: inout SplitMix) -> [UInt8] {
        var lines: [String] = []
        if random.oneIn(3) { lines.append("name: \(text(&random))") }
        if random.oneIn(3) { lines.append("description: \(text(&random))") }
        for section in ScenarioParameter.Section.allCases where section.isRequired || random.oneIn(2) {
            lines.append("\(section.rawValue):")
            for parameter in ScenarioParameter.all(in: section) where parameter.isRequired || random.oneIn(4) {
                let key = random.oneIn(60) ? parameter.key + "s" : parameter.key
                lines.append("  \(key): \(value(of: parameter, &random))")
            }
        }
        if random.oneIn(20) { lines.append("a: &a [*a, *a]") }
        return Array((lines.joined(separator: random.oneIn(9) ? "\r\n" : "\n") + "\n").utf8)
    }

    private static let household: [String: String] = [
        "income": "3200", "fixed_expenses": "1800", "variable_expense_mean": "800", "variable_expense_std": "150",
        "inflation": "0.02", "safety_threshold": "3500", "max_months": "120", "initial_cash": "10000",
        "risk_tolerance": "0.5",
    ]

    private func value(of parameter: ScenarioParameter, _ random: inout SplitMix) -> String {
        if random.oneIn(30) { return random.pick(Mutation.words) }
        if let usual = Self.household[parameter.key], !random.oneIn(6) { return usual }
        switch parameter.domain {
        case .real(_, let range), .derivedReal(_, let range, _):
            let value = random.pick([
                range.lower, range.upper, (range.lower + range.upper) / 2, 0, -0.0, random.nextUnit(),
                random.nextUnit() * 1e9,
            ])
            return "\(value)"
        case .integer(_, let range):
            return
                "\(random.pick([range.lowerBound, range.upperBound, range.lowerBound + 1, 12, random.next(below: 200)]))"
        case .choice(_, let words): return random.pick(words + ["None", "~"])
        case .history: return random.pick(["returns.csv", "~", "''", "../x"])
        }
    }

    private func text(_ random: inout SplitMix) -> String {
        random.pick([
            "casa", "\"a\\tb\\u00e8\"", "'it''s'", "|\n  two\n  lines", "\"\\ud800\"", "- x", "\"\\0\"", "é\u{301}",
        ])
    }

    /// What is accepted keeps to every rule, and reads back as the same when it is written.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let scenario: Scenario
        do {
            scenario = try ScenarioReader.read(bytes, file: "input.yaml")
        } catch {
            if error.problems.isEmpty { throw BenchmarkFailure("refused without a reason") }
            _ = error.messages
            return false
        }
        for parameter in ScenarioParameter.all(ofAny: [scenario]) where !parameter.isAllowed(in: scenario) {
            throw BenchmarkFailure("\(parameter.dottedKey) is out of range")
        }
        if let key = scenario.keyOfBrokenRelation { throw BenchmarkFailure("\(key) does not fit") }
        do {
            let again = try ScenarioReader.read(Array(scenario.yaml().utf8), file: "other.yaml")
            if again != scenario { throw BenchmarkFailure("is read again as another scenario") }
        } catch let error as InvalidScenario {
            throw BenchmarkFailure("cannot be read again: \(error.messages.map(\.message))")
        }
        return true
    }
}

import Households
import ScenarioFiles

/// The text of a scenario file in pieces, so that a test can change one of them.
struct ScenarioText {
    /// Key and value of each line of `environment`.
    var environment: [(key: String, value: String)] = [
        ("income", "3200"), ("fixed_expenses", "1400"), ("variable_expense_mean", "700"),
        ("variable_expense_std", "100"), ("inflation", "0.02"), ("safety_threshold", "1000"), ("max_months", "60"),
        ("initial_cash", "0"), ("risk_tolerance", "0.5"),
    ]
    /// What follows `environment`.
    var rest = ""

    var text: String {
        "environment:\n" + environment.map { "  \($0.key): \($0.value)\n" }.joined() + rest
    }

    /// The file in which one key has the value that is given, everything else being valid.
    init(_ parameter: ScenarioParameter, _ value: String) {
        if parameter.section == .environment {
            environment.removeAll { $0.key == parameter.key }
            environment.append((parameter.key, value))
        } else if parameter.section == .objective {
            rest = "objective:\n  kind: utility\n  \(parameter.key): \(value)\n"
        } else if parameter.section.needsUtility {
            rest = "objective: {kind: utility}\n\(parameter.section.rawValue):\n  \(parameter.key): \(value)\n"
        } else {
            rest = "\(parameter.section.rawValue):\n  \(parameter.key): \(value)\n"
        }
        // Room for whatever is to fit into the horizon.
        if parameter.fitsHorizon, let months = environment.firstIndex(where: { $0.key == "max_months" }) {
            environment[months].value = "1200"
        }
    }

    init(rest: String = "") {
        self.rest = rest
    }
}

func readScenario(_ text: String, file: String = "foo.yaml") throws(InvalidScenario) -> Scenario {
    try ScenarioReader.read(Array(text.utf8), file: file)
}

/// The messages for a text that is no valid scenario; empty where it is one.
func problems(of text: String, file: String = "foo.yaml") -> [String] {
    do {
        _ = try readScenario(text, file: file)
        return []
    } catch {
        return error.messages.map(\.message)
    }
}

/// The hints for a text that is no valid scenario.
func hints(for text: String) -> [String] {
    do {
        _ = try readScenario(text)
        return []
    } catch {
        return error.messages.compactMap(\.hint)
    }
}

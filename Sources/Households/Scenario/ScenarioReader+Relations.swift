extension ScenarioReader {
    /// Checks what single ranges cannot say, and fits the defaults that count months into the horizon.
    mutating func checkRelations() {
        let horizonKey = "environment.max_months"
        if !unresolved.contains(horizonKey) {
            for parameter in ScenarioParameter.all where parameter.fitsHorizon { fitIntoHorizon(parameter) }
        }
        guard unresolved.isEmpty else { return }
        for kind in ScenarioLimits.problems(of: scenario) {
            let key = kind.key
            problems.append(
                ScenarioProblem(
                    line: lines[key] ?? lines["environment"], key: key, kind.problem, override: overridden[key]))
        }
    }

    /// A default that is longer than the horizon becomes the horizon; a value that the file gives must fit.
    private mutating func fitIntoHorizon(_ parameter: ScenarioParameter) {
        guard case .integer(let path, _) = parameter.domain, !unresolved.contains(parameter.dottedKey) else { return }
        let months = scenario.environment.maxMonths
        let value = scenario[keyPath: path]
        guard value > months else { return }
        let (line, override) = (lines[parameter.dottedKey], overridden[parameter.dottedKey])
        if line != nil || override != nil {
            problems.append(
                ScenarioProblem(
                    line: line, key: parameter.dottedKey, .exceedsHorizon(months: months, found: value),
                    override: override))
        } else {
            scenario[keyPath: path] = months
        }
    }
}

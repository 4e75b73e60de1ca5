import RunStorage

/// The command line that makes a run again, for the report: it depends on nothing but the run.
package enum ReproduceCommand {
    package static func text(for run: RunDescription) -> String {
        // A run is named after its scenario's file unless somebody said otherwise.
        let scenario = (try? RunName(run.scenario.name))?.description ?? run.name.description
        var words = ["hrlreport train-and-report \(scenario)"]
        if scenario != run.name.description { words.append("--name \(run.name)") }
        words.append("--episodes \(run.episodes) --seed \(run.seed) --save-interval \(run.saveInterval)")
        // Valid values need no quotes.
        for override in run.overrides ?? [] { words.append("--set \(override)") }
        if let source = run.startedFrom { words.append("--from \(source.run)") }
        return words.joined(separator: " ")
    }
}

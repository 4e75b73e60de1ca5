import ArgumentParser
import Households
import ScenarioFiles

/// Values that take the place of a scenario's.
struct OverrideOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Use another value than the scenario's; may be repeated.", valueName: "key=value"),
        completion: .list(ScenarioParameter.all.map { $0.dottedKey + "=" }))
    var values: [ScenarioOverride] = []
}

extension ScenarioOverride: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

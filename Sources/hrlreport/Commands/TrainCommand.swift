import ArgumentParser

/// `hrlreport train`
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train scenarios; write checkpoints, models and history.",
        discussion: """
            A scenario is the name of a file in scenarios/, or the path of a YAML file. A run that \
            is finished already is left as it is; --force trains it again.

            EXAMPLES:
              hrlreport train bologna_coppia
              hrlreport train my_scenarios/mine.yaml --episodes 5000 --seed 7 --name mine_long
              hrlreport train bologna_coppia --resume
            """)

    @Argument(help: ArgumentHelp("Scenarios to train.", valueName: "scenario"), completion: .scenarios)
    var scenarios: [String]

    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func run() async throws {
        let context = CommandContext(common)
        let sequence = TrainingSequence(context: context, scenarios: scenarios, options: training)
        let isJSON = training.progress == .json
        try await sequence.run { run, _ in
            if !isJSON { try context.print([run.path]) }
        }
    }
}

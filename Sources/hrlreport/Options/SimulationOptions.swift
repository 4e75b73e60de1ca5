import ArgumentParser
import Households
import Jobs

/// Options of `simulate`.
struct SimulationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Household to simulate (default: the one trained on).", valueName: "scenario"),
        completion: .scenarios)
    var scenario: String?

    @OptionGroup var overriding: OverrideOptions

    @Option(
        help: ArgumentHelp(
            "Episode of the checkpoint to take the agents from, or final (best and newest are the same): the policy that "
                + "was kept, of a stopped training as far as it came.", valueName: "n|final"))
    var checkpoint = CheckpointChoice.final

    @Option(help: ArgumentHelp("Policy to look at closely.", valueName: "policy"))
    var policy = PolicyKind.trained

    @Option(
        help: ArgumentHelp(
            "Lives to simulate (default: 1000; 10000 for a household that lives for utility, without --lives).",
            valueName: "n"))
    var episodes: Int?

    @Option(
        name: [.long, .customLong("eval-seed")],
        help: ArgumentHelp("Seed of the lives (default: that of the run's evaluation, as its report).", valueName: "s"))
    var seed: UInt64?

    @Flag(help: "Keep each life month by month with the simulation; with --csv, write a row a life.")
    var lives = false

    @Flag(help: "Leave out rivals and optimum, which take the most time.")
    var alone = false

    @Flag(help: "Print one life month by month; nothing is kept.")
    var monthByMonth = false

    @Option(help: ArgumentHelp("Which life to print month by month.", valueName: "k"))
    var episode = 1

    @Option(
        help: ArgumentHelp(
            "Name of the simulation (default: RUN, RUN_on_SCENARIO where the household is not the run's own, or "
                + "POLICY_on_SCENARIO without a run).", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Write CSV, - for standard output: percentiles over the lives by month; with --lives each life's reward, "
                + "wealth, insolvency and falls; with --month-by-month one life's months.", valueName: "file"),
        completion: .file())
    var csv: String?

    @OptionGroup var result: ResultOptions

    @Option(help: ArgumentHelp("Threads to simulate with (default: one a core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        try OptionRange.check("--episodes", episodes, 1...1_000_000)
        try OptionRange.check("--episode", episode, 1...100_000_000)
        try OptionRange.check("--threads", threads, 1...1024)
        if episode != 1 && !monthByMonth { throw ValidationError("--episode: needs --month-by-month") }
        for override in overriding.values where override.parameter?.section == .training {
            throw ValidationError(
                "--set \(override.text): a simulation does not train. The values of the run's training count.")
        }
        if csv == "-" && result.json { throw ValidationError("--csv -: cannot be combined with --json") }
        if alone && monthByMonth { throw ValidationError("--alone: cannot be combined with --month-by-month") }
        if lives && monthByMonth { throw ValidationError("--lives: cannot be combined with --month-by-month") }
        if lives, let episodes, episodes > SimulationRequest.mostLives {
            throw ValidationError(
                "--lives: keeps \(SimulationRequest.mostLives) lives at most, found --episodes \(episodes)")
        }
        if csv == "" { throw ValidationError("--csv: must not be empty") }
    }

    /// What is asked for, of the agents of a run or of a rule.
    func request(run: String?) -> SimulationRequest {
        var request = SimulationRequest(run: run, scenario: scenario, policy: policy)
        request.checkpoint = checkpoint
        request.overrides = overriding.values
        request.episodes = episodes
        request.seed = seed
        request.name = name
        request.isAlone = alone
        request.keepsLives = lives
        return request
    }
}

/// A policy is named by its short name.
extension PolicyKind: ExpressibleByArgument {
    package static var allValueStrings: [String] { allCases.map(\.shortName) }
    /// None: a name says enough.
    package static var allValueDescriptions: [String: String] { [:] }

    package init?(argument: String) {
        guard let kind = Self.allCases.first(where: { $0.shortName == argument }) else { return nil }
        self = kind
    }

    package var defaultValueDescription: String { shortName }
}

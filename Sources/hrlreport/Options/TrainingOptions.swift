import ArgumentParser
import Jobs
import RunStorage

/// Options of the commands that train.
struct TrainingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Episodes to train for (default: what the scenario says).", valueName: "n"))
    var episodes: Int?

    @Option(
        help: ArgumentHelp(
            "Episodes between two checkpoints (default: the larger of 100 and a twentieth of the episodes).",
            valueName: "n"))
    var saveInterval: Int?

    @Option(
        help: ArgumentHelp(
            "Fresh episodes on which the trained policy is judged (default: 1000; 10000 for a household that lives for "
                + "utility).", valueName: "n"))
    var evalEpisodes: Int?

    @Option(
        help: ArgumentHelp(
            "Seed of these fresh episodes, and of those that a rule is tuned on (default: the training's).",
            valueName: "s"))
    var evalSeed: UInt64?

    @Option(help: ArgumentHelp("Seed of all randomness.", valueName: "s"))
    var seed: UInt64 = 42

    @OptionGroup var overriding: OverrideOptions

    @Option(help: ArgumentHelp("Name of the run (default: the scenario's).", valueName: "name"))
    var name: String?

    @Flag(help: "Continue an unfinished run from its newest checkpoint.")
    var resume = false

    @Flag(help: "Train again, and replace a run of the same name.")
    var force = false

    @Flag(help: "With --force: keep what is replaced for one generation, as the run NAME-previous.")
    var keepPrevious = false

    @Option(help: ArgumentHelp("Start from the final state of another run.", valueName: "run"), completion: .runs)
    var from: String?

    @Option(help: ArgumentHelp("How progress is shown.", valueName: "how"))
    var progress = ProgressMode.auto

    @Option(
        help: ArgumentHelp(
            "Threads to train and judge with; training takes two at most (default: one a core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        try OptionRange.check("--episodes", episodes, 1...100_000_000)
        try OptionRange.check("--save-interval", saveInterval, 1...100_000_000)
        try OptionRange.check("--eval-episodes", evalEpisodes, 1...1_000_000)
        try OptionRange.check("--threads", threads, 1...1024)
        if keepPrevious && !force { throw ValidationError("--keep-previous: needs --force") }
        if resume && force { throw ValidationError("--resume: cannot be combined with --force") }
    }

    /// What is asked for, of one scenario.
    func request(_ scenario: String, startTime: Timestamp) -> TrainingRequest {
        var request = TrainingRequest(scenario: scenario, startTime: startTime)
        request.overrides = overriding.values
        request.episodes = episodes
        request.saveInterval = saveInterval
        request.evaluationEpisodes = evalEpisodes
        request.evaluationSeed = evalSeed
        request.seed = seed
        request.name = name
        request.mode = resume ? .resume : force ? (keepPrevious ? .replace : .force) : .fresh
        request.from = from
        return request
    }
}

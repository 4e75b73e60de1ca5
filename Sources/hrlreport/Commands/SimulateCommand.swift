import ArgumentParser
import Households
import Jobs
import Reports
import RunStorage

/// `hrlreport simulate`
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a policy on fresh episodes, and print how it fares.",
        usage: "hrlreport simulate [<run>] [<options>]",
        discussion: """
            A run is named as it was trained, or by the folder of one of its checkpoints. Its \
            agents may run in another scenario than their own: what they see is measured in the \
            household's own income and threshold. All baselines run on the same episodes. The \
            result is kept as simulations/NAME.json.

            A rule needs no run: give its --policy and a --scenario.

            EXAMPLES:
              hrlreport simulate bologna_coppia
              hrlreport simulate bologna_coppia --scenario roma_famiglia --episodes 5000
              hrlreport simulate bologna_coppia --policy tuned --csv months.csv
              hrlreport simulate bologna_coppia --lives --csv lives.csv
              hrlreport simulate bologna_coppia --month-by-month --episode 7
              hrlreport simulate --scenario freelancer --policy optimum --json
            """)

    @Argument(help: ArgumentHelp("Run whose agents are simulated.", valueName: "run"), completion: .runs)
    var runName: String?

    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if runName == nil, simulation.scenario == nil || simulation.policy.hasAgents {
            throw ValidationError("<run>: is missing. Only a rule's --policy in a --scenario needs none.")
        }
    }

    func run() throws {
        let context = CommandContext(common)
        let jobs = context.jobs(threads: simulation.threads)
        let request = simulation.request(run: runName)
        if simulation.monthByMonth {
            let life = try jobs.life(simulation.episode, of: request)
            let isTable = try writeCSV { MonthsCSV.bytes(of: life.months) }
            if isTable { try context.show(life, as: simulation.result) { SimulationText.life(life) } }
        } else {
            let (outcome, path) = try jobs.simulate(request)
            let isTable = try writeCSV {
                simulation.lives
                    ? MonthsCSV.bytes(of: outcome.subject?.outcomes ?? EpisodeOutcomes())
                    : MonthsCSV.bytes(of: outcome.subject?.months ?? [])
            }
            if isTable {
                try context.show(outcome.sealed(), as: simulation.result) {
                    SimulationText.text(outcome) + "\nKept as \(path)\n"
                }
            }
        }
    }

    /// Writes the months where the user wants them.
    ///
    /// - Returns: whether standard output is left for something else.
    private func writeCSV(_ bytes: () -> [UInt8]) throws -> Bool {
        guard let file = simulation.csv else { return true }
        guard file != "-" else {
            try StandardStream.output.write(String(decoding: bytes(), as: UTF8.self))
            return false
        }
        try UserFile.write(bytes(), to: file)
        return true
    }
}

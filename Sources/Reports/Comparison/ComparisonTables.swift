import Households
import Statistics

/// The tables of a comparison.
struct ComparisonTables {
    let comparison: RunComparison

    /// What each run reaches, and the differences life by life.
    var figures: [ReportContent.Block] {
        [
            .paragraph(
                "Every policy was judged on fresh simulated lives that none was trained on. "
                    + (comparison.areLives
                        ? "All amounts are in euros of the first month."
                        : "Rewards can be held against each other only within one household.")),
            .tables([comparison.areLives ? worths : rewards]), .tables([money]),
        ] + (comparison.differences.isEmpty ? [] : [.tables([differences])])
    }

    private var rewards: TextTable {
        let runs = comparison.runs
        let decimals = DisplayFormat.decimals(for: runs.map(\.meanReward))
        return TextTable(
            id: "figures-reward", caption: "Reward and safety",
            columns: [
                .text("Run"), .number("Reward"), .number("Of the optimum"), .number("Solvent"),
                .number("Months below the threshold"),
            ],
            rows: runs.map { run in
                TextTable.Row(cells: [
                    run.name,
                    MeanEstimate(mean: run.meanReward, standardError: run.rewardStandardError).text(decimals: decimals),
                    run.normalizedReward.map { DisplayFormat.percent($0, decimals: 2) } ?? "–",
                    DisplayFormat.percent(1 - run.insolvencyRate),
                    run.monthsUnsafe.map { DisplayFormat.number($0, decimals: 1) } ?? "–",
                ])
            }, note: "± is two standard errors. Months after a bankruptcy count as months below the threshold.")
    }

    /// Of households that live for utility.
    private var worths: TextTable {
        TextTable(
            id: "figures-worth", caption: "What a life is worth",
            columns: [
                .text("Run"), .number("As well off as with, a month"), .number("Against the optimum"), .number("Ruin"),
                .number("Goals met"), .number("Consumption, mean"),
            ],
            rows: comparison.runs.map { run in
                TextTable.Row(cells: [
                    run.name,
                    MeanEstimate(mean: run.certaintyEquivalent ?? 0, standardError: run.standardError ?? 0).euroText,
                    run.differenceToOptimum.map(\.signedEuros) ?? "–", DisplayFormat.percent(run.ruinProbability ?? 0),
                    run.goalShare.map { DisplayFormat.percent($0, decimals: 0) } ?? "–",
                    run.meanConsumption.map(LifeFinding.euro) ?? "–",
                ])
            }, note: "± is two standard errors.")
    }

    private var money: TextTable {
        TextTable(
            id: "figures-money", caption: "Money at the end and on the way",
            columns: [
                .text("Run"), .number("Final wealth, 5 %"), .number("Median"), .number("95 %"), .number("Spent freely"),
                .number("Invested"),
            ],
            rows: comparison.runs.map { run in
                TextTable.Row(
                    cells: [run.name]
                        + [
                            run.finalWealth.p5, run.finalWealth.p50, run.finalWealth.p95, run.totalConsumed,
                            run.totalInvested,
                        ].map { DisplayFormat.euro($0) })
            })
    }

    private var differences: TextTable {
        let rewards = comparison.differences.map { comparison.rewardDifference($0) }
        let decimals = rewards.map(\.decimals).max() ?? 0
        return TextTable(
            id: "figures-differences", caption: "Against \(comparison.runs[0].name), life by life",
            columns: [
                .text("Run"), .number(comparison.areLives ? "Euros a month" : "Reward"),
                .number("Does better in"), .number("Does worse in"),
                .number("Final wealth"), .number("Lives"),
            ],
            rows: zip(comparison.differences, rewards).map { difference, reward in
                TextTable.Row(cells: [
                    difference.run, reward.signedText(decimals: decimals),
                    DisplayFormat.percent(difference.betterShare), DisplayFormat.percent(difference.worseShare),
                    difference.finalWealth.signedEuros, DisplayFormat.number(difference.lives),
                ])
            },
            note: "Means over lives with the same income, bills, emergencies and returns; ± is two standard errors.")
    }

    /// The inputs in which the runs differ.
    var inputs: [ReportContent.Block] {
        let shared = DisplayFormat.count(comparison.sharedInputs, "input is", "inputs are")
        guard !comparison.inputs.isEmpty else {
            return [.paragraph("There are none: all \(shared) the same.")]
        }
        return [
            .paragraph("The other \(shared) the same in all runs."),
            .tables([
                TextTable(
                    id: "inputs-differences", caption: "Inputs that differ",
                    columns: [.text("What")] + comparison.runs.map { .number($0.name) } + [.code("Key")],
                    rows: comparison.inputs.map { TextTable.Row(cells: [$0.meaning] + $0.values + [$0.key]) })
            ]),
        ]
    }

    var provenance: [ReportContent.Block] {
        [
            .tables([
                TextTable(
                    id: "provenance-runs", caption: "Where the runs come from",
                    columns: [
                        .text("Run"), .text("Scenario"), .number("Episodes"), .number("Seed"),
                        .text("Training started"),
                        .text("Version"), .code("Identity"),
                    ],
                    rows: comparison.runs.map(\.compared).map { run in
                        TextTable.Row(cells: [
                            run.name, run.scenario.name, DisplayFormat.number(run.history.count), String(run.seed),
                            run.startTime, run.programVersion, String(run.identity.prefix(16)),
                        ])
                    }, note: "The identity is the beginning of a hash of everything that determines the run.")
            ])
        ]
    }
}

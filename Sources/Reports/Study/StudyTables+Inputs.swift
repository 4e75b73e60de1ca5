import Studies

/// What failed, what was asked for, and where it comes from.
extension StudyTables {
    // MARK: Failures

    /// Each training without a score of its own, those of one cell with the same message in one row.
    var failures: TextTable? {
        struct Group {
            var status: String
            var role: StudyRole
            var scenario, setting: Int
            var message: String
            var seeds: [UInt64]
        }
        struct Key: Hashable {
            var status: String
            var role: StudyRole
            var scenario, setting: Int
            var message: String
        }
        var places: [Key: Int] = [:]
        var groups: [Group] = []
        for (training, outcome) in zip(plan.trainings, study.input.outcomes) where outcome?.status != .done {
            let status = outcome.map { $0.status.rawValue } ?? "missing"
            let message = outcome?.message ?? ""
            let key = Key(
                status: status, role: training.role, scenario: training.scenario, setting: training.setting,
                message: message)
            if let place = places[key] {
                groups[place].seeds.append(training.seed)
            } else {
                places[key] = groups.count
                groups.append(
                    Group(
                        status: status, role: training.role, scenario: training.scenario, setting: training.setting,
                        message: message, seeds: [training.seed]))
            }
        }
        guard !groups.isEmpty else { return nil }
        // What went wrong before what is still to come.
        let order = ["diverged", "failed", "missing"]
        let sorted = order.flatMap { status in groups.filter { $0.status == status } }
        return TextTable(
            id: "failures-table", caption: "Trainings without a score of their own",
            columns: [
                .text("What"), .text("Scenario"), .text("Setting"), .text("For"), .text("Seeds"), .text("Why"),
            ],
            rows: sorted.map { group in
                TextTable.Row(cells: [
                    group.status, plan.scenarios[group.scenario], plan.settings[group.setting].name,
                    group.role == .search ? "the comparison" : "the confirmation", Self.ranges(group.seeds),
                    group.message.isEmpty ? "–" : group.message,
                ])
            }, note: "What diverged counts as 0 in all figures; what failed or is missing is in none.")
    }

    /// `1–5, 8`.
    static func ranges(_ seeds: [UInt64]) -> String {
        var ranges: [ClosedRange<UInt64>] = []
        for seed in seeds.sorted() {
            if let last = ranges.last, seed == last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...seed
            } else {
                ranges.append(seed...seed)
            }
        }
        return ranges.map { range in
            range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound)–\(range.upperBound)"
        }.joined(separator: ", ")
    }

    // MARK: Inputs and provenance

    var settings: TextTable? {
        guard study.hasSettings else { return nil }
        return TextTable(
            id: "inputs-settings", caption: "Settings", columns: [.text("Name"), .code("Values")],
            rows: plan.settings.prefix(Self.mostRows).map { setting in
                let values = setting.values.map { "\($0.key)=\($0.text)" }.joined(separator: " ")
                return TextTable.Row(cells: [setting.name, values.isEmpty ? "the scenario as it is" : values])
            },
            note: plan.settings.count > Self.mostRows ? "The other settings are in results.json." : "")
    }

    /// The file line by line, with its indentation.
    var file: TextTable {
        let lines = study.input.studyYAML.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let shown = (lines.last?.isEmpty == true ? lines.dropLast() : lines[...])
        return TextTable(
            id: "inputs-file", caption: "study.yaml", columns: [.number("Line"), .code("Text")],
            rows: shown.prefix(Self.mostRows).enumerated().map { index, line in
                let indentation = line.prefix { $0 == " " }.count
                return TextTable.Row(cells: [
                    String(index + 1), String(repeating: "\u{00A0}", count: indentation) + line.dropFirst(indentation),
                ])
            }, note: shown.count > Self.mostRows ? "The whole file is attached to the PDF." : "")
    }

    var provenance: TextTable {
        let provenance = study.input.provenance
        let looks = study.looks?.capitalizedSentence ?? "Once: " + StudyOverview.seedsText(study.seeds(.search))
        var rows = [
            ("Study", plan.name), ("Identity of the study", plan.identity), ("Plans looked at", looks),
            ("Start of the study", provenance.startTime),
            ("Program", "hrlreport \(provenance.programVersion)"),
            ("Form of the results", "version \(study.results.formatVersion)"),
            ("Evaluation", lives(plan.lives)),
        ]
        if study.wantsConfirmation { rows.append(("Evaluation that confirms", lives(plan.lives.confirming))) }
        rows += [
            (
                "Resamples of the bootstrap",
                "\(DisplayFormat.number(study.results.resamples)), "
                    + "\(DisplayFormat.number(StudyResults.fewerResamples)) for profiles, curves and probabilities"
            ), ("To reproduce", provenance.command),
        ]
        return TextTable(
            id: "provenance-table", caption: "Origin of this report", columns: [.text("What"), .code("Value")],
            rows: rows.map { TextTable.Row(cells: [$0.0, $0.1]) })
    }

    private func lives(_ lives: StudyLives) -> String {
        "\(DisplayFormat.count(lives.count, "life", "lives")), seed \(lives.seed), the same for every training of a household"
    }
}

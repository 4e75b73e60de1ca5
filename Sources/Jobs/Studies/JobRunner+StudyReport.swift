import Foundation
import Households
import Learning
import Reports
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage

extension JobRunner {
    /// Works out what the rows of a study say, keeps it, and renders it.
    ///
    /// - Returns: what was rendered.
    func collect(
        _ stored: StoredStudyPlan, _ request: StudyReportRequest, _ lock: StudyLock, with renderer: ReportRenderer
    ) throws -> [FilePath] {
        let (name, store) = (stored.name, output.studies)
        var plan = try stored.plan()
        let rows = try store.rows(of: name, programVersion: stored.programVersion, withRecords: true)
        if let chosen = StudyChooser(plan: plan, outcomes: plan.outcomes(in: rows)) {
            plan.trainings += try stored.confirming([chosen.chosen, chosen.rival])
        }
        let outcomes = plan.outcomes(in: rows)
        let yardsticks = try yardsticks(of: plan, stored, outcomes, lock)
        let results = StudyResults(plan: plan, outcomes: outcomes, yardsticks: yardsticks, threads: threads)
        try stop.check()
        let (csv, json) = (StudyCSV.bytes(of: plan, outcomes), try JSONDocument.encode(results))
        try store.save(csv: csv, json: json, lock)
        let text = try store.plan(of: name).text
        let input = StudyReportInput(
            plan: plan, results: results, outcomes: outcomes, title: request.title, sections: request.sections,
            studyYAML: String(decoding: text, as: UTF8.self), resultsCSV: csv, resultsJSON: json,
            provenance: StudyProvenance(
                programVersion: stored.programVersion, startTime: stored.startTime.description,
                command: command(of: stored, request)))
        let files = try render(request.formats, input, with: renderer)
        try stop.check()
        let directory = try output.site.writeReport(run: name, checkpoint: nil, files: files)
        if let pdf = files.first(where: { $0.name.hasSuffix(".pdf") }) {
            let copy = try output.archive.keep(pdf: pdf.bytes, run: name, startTime: stored.startTime)
            note(.debug, "\(copy): archived")
        }
        try store.noteReport(of: stored, text: text, lock)
        let paths = files.map { directory.appending($0.name) }.filter { ["html", "pdf"].contains($0.extension) }
        for path in paths { tell(.reportWritten(path: path.string)) }
        try writeIndex(with: renderer)
        return paths
    }

    /// The command that makes the report again, byte for byte, of the study's file under the study's name.
    private func command(of stored: StoredStudyPlan, _ request: StudyReportRequest) -> String {
        let start = "SOURCE_DATE_EPOCH=\(stored.startTime.secondsSince1970)"
        let words = request.words(templates: templates).map(ShellWord.quoted)
        return ([start, "hrlreport", "study", "run", "\(stored.name).yaml"] + words).joined(separator: " ")
    }

    private func render(
        _ formats: Set<ReportFormat>, _ input: StudyReportInput, with renderer: ReportRenderer
    ) throws -> [NamedBytes] {
        let report = PreparedStudyReport(input)
        var files: [NamedBytes] = []
        var missing: [Unicode.Scalar] = []
        if formats.contains(.html) {
            let page = try renderer.studyPage(report, hasDocument: formats.contains(.pdf))
            missing += page.missingCharacters
            files.append(NamedBytes(name: StudyStore.csvName, bytes: input.resultsCSV))
            files.append(try IndexPage.file(for: IndexEntry(report, hasDocument: formats.contains(.pdf))))
            files.append(NamedBytes(name: "index.html", bytes: page.bytes))
        }
        try stop.check()
        if formats.contains(.pdf) {
            let pdf = try renderer.studyPDF(report)
            missing += pdf.missingCharacters
            files.append(NamedBytes(name: "\(input.plan.name).pdf", bytes: pdf.bytes))
        }
        warn(aboutMissing: Set(missing).sorted())
        return files
    }

    /// What the policies of each household are measured by: as they are stored, else computed now.
    private func yardsticks(
        of plan: StudyPlan, _ stored: StoredStudyPlan, _ outcomes: [StudyOutcome?], _ lock: StudyLock
    ) throws -> [String: StudyYardsticks] {
        var result: [String: StudyYardsticks] = [:]
        for training in plan.trainings where result[training.household] == nil {
            if let known = try output.studies.yardsticks(training.household, of: stored.name) {
                result[training.household] = known
                continue
            }
            try stop.check()
            let scenario = try stored.scenario(training.scenario, setting: training.setting)
            // Always from the first training of the household: the untrained agents have its seed.
            let evaluator = PolicyEvaluator(
                scenario: scenario, state: nil, trainingSeed: training.seed, threads: threads)
            let lives = plan.lives(of: training.role)
            let yardsticks: Yardsticks
            do {
                yardsticks = try evaluator.yardsticks(episodes: lives.count, seed: lives.seed) {
                    [stop] in stop.reason != nil
                }
            } catch is EvaluationCancelled {
                try stop.check()
                preconditionFailure("cancelled without having been asked to")
            }
            guard let known = StudyYardsticks(yardsticks, of: scenario, by: evaluator) else {
                throw StudyError.noYardstick(
                    scenario: plan.scenarios[training.scenario], setting: plan.settings[training.setting].name)
            }
            try output.studies.save(known, household: training.household, lock)
            result[training.household] = known
        }
        return result
    }
}

/// `results.csv`: a row a training, in the plan's order.
enum StudyCSV {
    private static let columns = [
        "scenario", "setting", "seed", "role", "status", "episodes", "norm", "mean_reward", "difference_to_tuned",
        "insolvency_rate", "final_wealth_p5", "final_wealth_p50", "final_wealth_p95", "months_below_threshold",
        "total_consumed", "total_invested", "goal_adherence", "sharpe_ratio", "policy_stability", "cash_stability",
        "certainty_equivalent", "standard_error", "ruin_probability", "goal_share", "identity",
    ]

    /// What is missing has no row; what diverged or failed has no numbers.
    static func bytes(of plan: StudyPlan, _ outcomes: [StudyOutcome?]) -> [UInt8] {
        var text = columns.joined(separator: ",") + "\n"
        for (training, outcome) in zip(plan.trainings, outcomes) {
            guard let outcome else { continue }
            let numbers = outcome.evaluation?.columns ?? Array(repeating: nil, count: 18)
            let words =
                [
                    quoted(plan.scenarios[training.scenario]), quoted(plan.settings[training.setting].name),
                    "\(training.seed)", training.role.rawValue, outcome.status.rawValue, "\(outcome.episodes)",
                ] + numbers.map { $0.map { "\($0)" } ?? "" } + [training.identity]
            text += words.joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }

    /// A text as a field (RFC 4180).
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension StudyOutcome.Evaluation {
    fileprivate var columns: [Double?] {
        [
            norm, meanReward, differenceToTuned, insolvencyRate, finalWealthP5, finalWealthP50, finalWealthP95,
            monthsBelowThreshold, totalConsumed, totalInvested, goalAdherence, sharpeRatio, policyStability,
            cashStability, certaintyEquivalent, standardError, ruinProbability, goalShare,
        ]
    }
}

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
    /// - Returns: how far the study is, and what was rendered.
    func collect(
        _ stored: StoredStudyPlan, _ request: StudyReportRequest, _ lock: StudyLock, with renderer: ReportRenderer
    ) throws -> StudyEnd {
        let (name, store) = (stored.name, output.studies)
        var plan = try stored.plan()
        let rows = try store.rows(of: name, programVersion: stored.programVersion, withRecords: true)
        let isWhole = try stored.addConfirming(to: &plan, plan.outcomes(in: rows))
        let outcomes = plan.outcomes(in: rows)
        let yardsticks = try yardsticks(of: plan, stored, lock)
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
        for path in paths {
            tell(.reportWritten(run: name.description, scenario: nil, path: path.string))
        }
        try writeIndex(with: renderer)
        let unknown = isWhole ? 0 : try StudyElements(stored).confirming.count
        return StudyEnd(
            progress: StudyProgress(study: name.description, outcomes: outcomes, unplanned: unknown), files: paths)
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
        of plan: StudyPlan, _ stored: StoredStudyPlan, _ lock: StudyLock
    ) throws -> [String: StudyYardsticks] {
        try plan.firstOfHouseholds.mapValues { training in
            if let known = try output.studies.yardsticks(training.household, of: stored.name) { return known }
            try stop.check()
            let scenario = try stored.scenario(training.scenario, setting: training.setting)
            do {
                let (_, known) = try plan.yardsticks(of: training, in: scenario, threads: threads) { [stop] in
                    stop.reason != nil
                }
                try output.studies.save(known, household: training.household, lock)
                return known
            } catch is EvaluationCancelled {
                try stop.check()
                preconditionFailure("cancelled without having been asked to")
            }
        }
    }
}

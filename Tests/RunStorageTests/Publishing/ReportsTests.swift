import RunStorage
import SystemPackage
import Testing

@Suite struct ReportsTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
    }

    private let page = NamedBytes(name: "index.html", bytes: [1])
    private let chart = NamedBytes(name: "charts/reward.png", bytes: [2])

    @Test func reportsLieInDirectoriesOfTheirOwn() throws {
        #expect(
            try output.site.writeReport(run: name, checkpoint: nil, files: [chart, page])
                == output.root.appending("reports/bologna"))
        try output.site.writeReport(run: name, checkpoint: 300, files: [NamedBytes(name: "index.html", bytes: [3])])
        var files = try tree(output.root.appending("reports/bologna"))
        #expect(files.removeValue(forKey: "SHA256SUMS") != nil)
        #expect(files.removeValue(forKey: "checkpoint_300/SHA256SUMS") != nil)
        #expect(files == ["index.html": [1], "charts/reward.png": [2], "checkpoint_300/index.html": [3]])
        for directory in ["", "reports/bologna", "reports/bologna/checkpoint_300"] {
            let sums = output.root.appending(directory)
            #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: sums).code == 0, "\(directory)")
        }
    }

    @Test func theIndexHasTheNewestTrainingFirst() throws {
        for (index, run) in ["b", "a", "late", "unreported"].enumerated() {
            try SampleTraining(name: run, startTime: 1_700_000_000 + (index == 2 ? 1 : 0)).run(in: output)
            if index < 3 { try output.site.writeReport(run: RunName(run), checkpoint: nil, files: [page]) }
        }
        try output.runs.save(sampleEvaluation(reward: 5), for: RunName("b"))
        let (reports, problems) = try output.site.reports()
        #expect(problems == [] && reports.map(\.run.name.description) == ["late", "a", "b"])
        #expect(reports.map(\.evaluation) == [nil, nil, sampleEvaluation(reward: 5)])
        let index = try output.site.writeIndex { reports in
            Array(reports.map(\.run.name.description).joined(separator: "\n").utf8)
        }
        #expect(index.path == output.root.appending("index.html"))
        #expect(String(decoding: try bytes(index.path), as: UTF8.self).hasPrefix("late\n"))
    }

    @Test func aDamagedRunKeepsItsReportOutOfTheIndexAndNoOther() throws {
        for run in ["a", "b"] {
            try SampleTraining(name: run).run(in: output)
            try output.site.writeReport(run: RunName(run), checkpoint: nil, files: [page])
        }
        let manifest = output.root.appending("models/checkpoints/a/manifest.json")
        try write([0], to: manifest)
        let (reports, problems) = try output.site.reports()
        #expect(reports.map(\.run.name.description) == ["b"] && problems.map(\.location) == [manifest.string])
    }

    @Test func theEvaluationOfACheckpointIsKeptBesideItsReport() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let checkpoint = try run.checkpoint(episode: 30)
        #expect(try output.site.evaluation(of: checkpoint) == nil)
        let evaluation = sampleEvaluation(reward: 0.1)
        try output.site.save(evaluation, of: checkpoint)
        #expect(try output.site.evaluation(of: checkpoint) == evaluation)
        let path = output.root.appending("reports/bologna/checkpoint_30/evaluation.json")
        // Of another state it says nothing, such as that of the run that took the place of this one.
        let other = Output(root: directory.path.appending("other"))
        let second = try #require(try SampleTraining(seed: 7).run(in: other)).checkpoint(episode: 30)
        #expect(try output.site.evaluation(of: second) == nil)
        let text = String(decoding: try bytes(path), as: UTF8.self)
        try write(Array(text.replacing("0.1", with: "0.3").utf8), to: path)
        let error = #expect(throws: StorageError.self) { try output.site.evaluation(of: checkpoint) }
        #expect(error?.location == path.string)
        #expect(try output.verify().problems.count == 1)
    }

    @Test func aReportOnACheckpointThatWasKilledIsWholeWhenItIsMadeAgain() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let checkpoint = try run.checkpoint(episode: 30)
        func report(in output: Output) throws {
            if try output.site.evaluation(of: checkpoint) == nil {
                try output.site.save(sampleEvaluation(reward: 1), of: checkpoint)
            }
            try output.site.writeReport(run: name, checkpoint: 30, files: [page])
        }
        for call in 1... {
            let injector = FaultInjector(.death, atCall: call)
            _ = try? report(in: Output(root: output.root, files: injector.operations))
            try output.removeLeftovers()
            try report(in: output)
            #expect(try output.verify().problems == [], "killed at call \(call)")
            if !injector.hasStruck { break }
            for written in ["reports", "SHA256SUMS"] { try remove(output.root.appending(written)) }
        }
    }

    @Test func theEvaluationOfARunIsPublished() throws {
        try SampleTraining().run(in: output)
        #expect(throws: StorageError.runNotFound(try RunName("x"))) {
            try output.runs.save(sampleEvaluation(reward: 1), for: RunName("x"))
        }
        for reward in [1.5, 2.5] {
            try output.runs.save(sampleEvaluation(reward: reward), for: name)
            let run = try output.runs.run(name)
            #expect(run.evaluation?.policies[0].meanReward == reward)
            let published = try bytes(output.root.appending("models/bologna_evaluation.json"))
            #expect(try bytes(run.path.appending("evaluation.json")) == published)
        }
        let home = output.root.appending("models/checkpoints/bologna")
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: home).code == 0)
        #expect(throws: StorageError.notFinite(.value("policies.0.final_wealth.p95"))) {
            var evaluation = sampleEvaluation(reward: 1)
            evaluation.policies[0].finalWealth.p95 = .infinity
            try output.runs.save(evaluation, for: name)
        }
        // A run that is trained anew has none.
        let again = try SampleTraining().run(in: output, mode: .force)
        #expect(again?.evaluation == nil && !exists(output.root.appending("models/bologna_evaluation.json")))
    }

    @Test func leftoversOfReportsAndIndexGoAtTheNextStart() throws {
        try output.site.writeReport(run: name, checkpoint: 300, files: [page, chart])
        try output.archive.keep(pdf: [1], run: name, startTime: try #require(Timestamp(secondsSince1970: 0)))
        let whole = try tree(output.root)
        for file in [
            ".index.html.tmp", "reports/bologna/.bologna.pdf.tmp", "reports/bologna/checkpoint_300/charts/.x.png.tmp",
            "archive/.SHA256SUMS.tmp", "models/.bologna_history.json.tmp", ".running/bologna",
        ] {
            let path = output.root.appending(file)
            try DurableFiles().makeDirectory(path.removingLastComponent())
            try write([1], to: path)
        }
        try output.removeLeftovers()
        #expect(try tree(output.root) == whole)
    }
}

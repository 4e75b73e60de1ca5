import RunStorage
import SystemPackage
import Testing

@Suite struct RunOverviewTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path)
        name = try RunName("bologna")
    }

    @Test func tellsHowFarARunIs() throws {
        try SampleTraining().run(in: output, stopAt: 40)
        let stopped = try output.overview(name)
        #expect(!stopped.isFinished && stopped.checkpoints == [15, 30] && stopped.stops == [40])
        #expect(stopped.episodesDone == 40 && stopped.evaluation == nil)
        try SampleTraining().run(in: output, mode: .resume)
        try output.runs.save(sampleEvaluation(reward: 2), for: name)
        let finished = try output.overview(name)
        #expect(finished.isFinished && finished.checkpoints == [15, 30, 45, 50] && finished.stops == [])
        #expect(finished.evaluation == sampleEvaluation(reward: 2))
        #expect(throws: StorageError.runNotFound(try RunName("nobody"))) { try output.overview(RunName("nobody")) }
    }

    @Test func sizesAreThoseOfTheFiles() throws {
        try SampleTraining().run(in: output)
        try SampleTraining(name: "bologna_2").run(in: output)
        let startTime = try #require(Timestamp(secondsSince1970: 0))
        for run in ["bologna", "bologna_2"] {
            try output.site.writeReport(
                run: RunName(run), checkpoint: 30, files: [NamedBytes(name: "charts/x.png", bytes: [1, 2, 3])])
            try output.archive.keep(pdf: Array(run.utf8), run: RunName(run), startTime: startTime)
        }
        func size(_ prefix: String) throws -> Int {
            try tree(directory.path).filter { $0.key.hasPrefix(prefix) }.values.reduce(0) { $0 + $1.count }
        }
        let sizes = try output.sizes(name)
        #expect(sizes.reports == (try size("reports/bologna/")) && sizes.reports > 3)
        #expect(sizes.archive == "bologna".utf8.count)
        #expect(sizes.run == (try size("models/checkpoints/bologna/")))
        let models = ["high_agent.safetensors", "low_agent.safetensors", "history.json"]
        #expect(sizes.models == (try models.reduce(0) { try $0 + size("models/bologna_\($1)") }))
        #expect(sizes.total == sizes.run + sizes.models + sizes.reports)
        #expect(try output.sizes(RunName("nobody")).total == 0)
    }

    @Test func aDamagedManifestIsNamed() throws {
        try SampleTraining().run(in: output)
        let path = directory.path.appending("models/checkpoints/bologna/manifest.json")
        try write([0], to: path)
        #expect(try #require(#expect(throws: StorageError.self) { try output.overview(name) }).location == path.string)
    }
}

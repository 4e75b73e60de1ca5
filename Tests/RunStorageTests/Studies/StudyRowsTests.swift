import Foundation
import RunStorage
import Studies
import SystemPackage
import Testing

/// Rows: whoever wrote them, in whatever order, none that is finished is lost, and none that is damaged is believed.
@Suite("Rows of studies") struct StudyRowsTests {
    private let directory: TemporaryDirectory
    private let name = RunName(rawValue: "small")

    init() throws { directory = try TemporaryDirectory() }

    private var store: StudyStore { Output(root: directory.path).studies }

    private static func row(
        _ identity: String, norm: Double = 0.5, status: StudyOutcome.Status = .done, version: String = "1"
    ) -> StudyRow {
        var curves = StudyCurves()
        (curves.reward, curves.stability) = ([norm, 2], [3, 4])
        (curves.sharpeRatio, curves.goalAdherence) = ([5, 6], [7, 8])
        let evaluation = StudyOutcome.Evaluation(
            norm: norm, meanReward: 1, insolvencyRate: 0, finalWealthP5: 1, finalWealthP50: 2, finalWealthP95: 3,
            monthsBelowThreshold: 0, totalConsumed: 0, totalInvested: 0, sharpeRatio: 0, policyStability: 0,
            cashStability: 1, rewards: [norm, -0.1, 1e300], curves: curves)
        return StudyRow(
            identity: ContentHash(of: Array(identity.utf8)), scenario: "calm", setting: "default", seed: 1,
            lives: StudyLives(count: 3, seed: 42), programVersion: version,
            outcome: StudyOutcome(
                status: status, message: status == .done ? nil : "why", episodes: 20,
                evaluation: status == .done ? evaluation : nil),
            origin: StudyRow.Origin(job: nil, seconds: 1))
    }

    private func write(_ rows: [StudyRow], job: String = "a") throws {
        let writer = try store.rowWriter(of: try #require(name), chunk: "here", job: job)
        for row in rows { try writer.append(row) }
        try writer.flush()
    }

    private func rows(version: String? = "1") throws -> StudyRows {
        try store.rows(of: try #require(name), programVersion: version, withRecords: true)
    }

    private func file(_ suffix: String, job: String = "a") -> URL {
        URL(filePath: directory.path.appending("studies/small/rows/here_\(job)_1\(suffix)").string)
    }

    private func outcome(_ identity: String) throws -> StudyOutcome? {
        try rows()[ContentHash(of: Array(identity.utf8)).hex, StudyLives(count: 3, seed: 42)]?.outcome
    }

    @Test func whatIsWrittenIsRead() throws {
        try write([Self.row("x", norm: 0.1 + 0.2), Self.row("y", status: .diverged)])
        #expect(try outcome("x") == Self.row("x", norm: 0.1 + 0.2).outcome)
        #expect(try outcome("y")?.status == .diverged)
        #expect(try outcome("z") == nil)
        #expect(try rows()[ContentHash(of: Array("x".utf8)).hex, StudyLives(count: 3, seed: 43)] == nil)
    }

    /// Two writers of one name have files of their own.
    @Test func attemptsAreKeptApart() throws {
        try write([Self.row("x")])
        try write([Self.row("y")])
        #expect(try rows().count == 2)
        #expect(FileManager.default.fileExists(atPath: file(".jsonl").path))
    }

    /// A killed writer leaves half a line, which is no row yet; so does one that is just at it.
    @Test func aLastLineThatIsNotWholeIsLeftOut() throws {
        try write([Self.row("x"), Self.row("y")])
        let whole = try Data(contentsOf: file(".jsonl"))
        for length in [whole.count - 1, whole.count - 100, whole.count / 2 + 1] {
            try whole.prefix(length).write(to: file(".jsonl"))
            #expect(try rows().count == 1 && outcome("x") != nil, "\(length) of \(whole.count)")
        }
    }

    @Test func everyFlippedBitIsFound() throws {
        try write([Self.row("x"), Self.row("y")])
        for suffix in [".jsonl", ".f64"] {
            let whole = try Data(contentsOf: file(suffix))
            for position in stride(from: 0, to: whole.count / 2, by: 7) {
                var damaged = whole
                damaged[position] ^= 1
                try damaged.write(to: file(suffix))
                let error = #expect(throws: StorageError.self, "byte \(position) of \(suffix)") { try rows() }
                let text = error.map { "\($0)" } ?? ""
                #expect(text.contains("here_a_1.jsonl: line 1: "), "byte \(position) of \(suffix): \(text)")
            }
            try whole.write(to: file(suffix))
        }
    }

    @Test func recordsThatAreMissingAreNamed() throws {
        try write([Self.row("x")])
        try Data().write(to: file(".f64"))
        #expect(throws: StorageError.self) { try rows() }
    }

    @Test func equalRowsAreOneAndOthersAnError() throws {
        try write([Self.row("x")])
        try write([Self.row("x")], job: "b")
        #expect(try rows().count == 1)
        try write([Self.row("x", norm: 0.6)], job: "c")
        let error = #expect(throws: StorageError.self) { try rows() }
        let text = "\(try #require(error))"
        #expect(text.contains("here_c_1.jsonl") && text.contains("here_a_1.jsonl") && text.contains("glibc"))
        #expect(text.contains("norm 0.6") && text.contains("0.5"))
    }

    /// What failed may be tried again: what comes out counts, in whatever order the rows are found.
    @Test(arguments: ["b", "0"])
    func aFailureIsNoResult(job: String) throws {
        try write([Self.row("x", status: .failed)])
        #expect(try outcome("x")?.status == .failed)
        try write([Self.row("x")], job: job)
        #expect(try outcome("x")?.status == .done)
    }

    @Test func rowsOfAnotherVersionDoNotCount() throws {
        try write([Self.row("x"), Self.row("y", version: "2")])
        #expect(try rows().count == 1)
        #expect(try rows(version: nil).count == 2)
    }
}

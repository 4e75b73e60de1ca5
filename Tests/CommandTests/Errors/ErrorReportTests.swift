import Charts
import Households
import Jobs
import Learning
import Reports
import RunStorage
import SystemPackage
import Testing
import hrlreport

@Suite("Errors as the user reads them")
struct ErrorReportTests {
    struct Unforeseen: Error {}

    @Test func everyKindHasItsCode() throws {
        let name = try RunName("x")
        func status(_ error: any Error) -> hrlreport.ExitStatus { Failure(error).status }
        #expect(status(StorageError.invalidName("..")) == .wrongUsage)
        #expect(status(StorageError.runNotFound(name)) == .notFound)
        #expect(status(StorageError.nameTaken(name, finished: true)) == .cannotCreate)
        #expect(status(StorageError.locked(name, nil)) == .alreadyRunning)
        #expect(status(StorageError.damaged("f", .missing)) == .invalidData)
        #expect(status(StorageError.operationFailed(.write, "f", .noSpace)) == .inputOutputFailed)
        #expect(status(StorageError.operationFailed(.write, "f", .permissionDenied)) == .cannotCreate)
        #expect(status(TrainingError.diverged(update: 3)) == .invalidData)
        #expect(status(ReportError.templateMissing(file: "page.mustache", known: [])) == .invalidData)
        #expect(status(ReportError.unexpectedPDF(reason: "", offset: 0)) == .defect)
        #expect(status(ChartsError.noFonts(wanted: ["Inter"])) == .inputOutputFailed)
        #expect(status(ChartsError.missingDestinations(["a"])) == .defect)
        #expect(status(JobError.fileNotFound("f")) == .notFound)
        #expect(status(SlurmError.refused("no")) == .unavailable)
        #expect(status(CommandError.outputFailed(.noSpace)) == .inputOutputFailed)
        #expect(status(Unforeseen()) == .defect)
    }

    @Test func aMessageIsOneLineWhateverItQuotes() {
        let text = Failure(JobError.fileNotFound("a\n\u{1B}[31mb")).text()
        #expect(text == "error: a \u{FFFD}[31mb: there is no such file\n")
    }

    @Test func hintsFollowTheirMessage() {
        #expect(
            Failure(TrainingError.diverged(update: 3)).text() == """
                error: the training diverged at update 4: the gradient or a weight is no longer a finite number, or the policy gives what was lived no probability any more
                hint: a smaller training.learning_rate_low or training.learning_rate_high helps

                """)
    }

    @Test func theStartTimeIsNowUnlessTheEnvironmentSays() throws {
        #expect(try StartTime.current(environment: ["SOURCE_DATE_EPOCH": "0"]).description == "1970-01-01T00:00:00Z")
        #expect(try StartTime.current(environment: [:]).secondsSince1970 > 1_700_000_000)
        #expect(throws: CommandError.invalidSourceDateEpoch("1.5")) {
            try StartTime.current(environment: ["SOURCE_DATE_EPOCH": "1.5"])
        }
    }

    @Test func coloursSetOffTheFirstWordsOnly() {
        let failure = Failure(CommandError.nameForSeveralScenarios(count: 2))
        let text = failure.text(.colored)
        #expect(text.hasPrefix("\u{1B}[1;31merror:\u{1B}[0m --name: names one run"))
        #expect(text.contains("\n\u{1B}[1;36mhint:\u{1B}[0m leave it out"))
        let bare = text.replacing("\u{1B}[1;31m", with: "").replacing("\u{1B}[1;36m", with: "")
            .replacing("\u{1B}[0m", with: "")
        #expect(bare == failure.text())
    }
}

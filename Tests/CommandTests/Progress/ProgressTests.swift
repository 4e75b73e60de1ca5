import Foundation
import Jobs
import RunStorage
import Testing
import hrlreport

@Suite("Progress")
struct ProgressTests {
    static let progress = TrainingProgress(
        episode: 450, totalEpisodes: 1000, averageReward: 1132.25, averageDuration: 120, averageCash: 3512.5,
        averageInvested: 40123, stability: 0.975, goalAdherence: 0.03, elapsedTime: 1.2346)

    @Test func jsonLinesAreThoseOfTheContract() {
        func line(_ event: JobEvent) -> String? { JSONProgress.line(for: event) }
        #expect(
            line(
                .trainingStarted(
                    run: "mine", scenario: "a\"b\\\u{1B}\n", episodes: 1000, seed: .max,
                    startTime: "2026-11-22T10:30:00Z",
                    episodesDone: 0))
                == #"{"event":"training_started","run":"mine","scenario_name":"a\"b\\\u001b\n","num_episodes":1000,"#
                + #""seed":18446744073709551615,"start_time":"2026-11-22T10:30:00Z"}"# + "\n")
        #expect(
            line(.episode(Self.progress, run: "mine", scenario: "x"))
                == #"{"event":"training_progress","episode":450,"total_episodes":1000,"#
                + #""avg_reward":1132.25,"avg_duration":120.0,"avg_cash":3512.5,"avg_invested":40123.0,"#
                + #""stability":0.975,"goal_adherence":0.03,"elapsed_time":1.235,"run":"mine","scenario_name":"x"}"#
                + "\n")
        #expect(
            line(.checkpointSaved(run: "mine", scenario: "x", episode: 500, path: "o/x"))
                == #"{"event":"checkpoint_saved","episode":500,"path":"o/x","run":"mine","scenario_name":"x"}"# + "\n")
        #expect(
            line(.trainingCompleted(run: "y", scenario: "x", episodes: 1000, elapsed: 2))
                == #"{"event":"training_completed","#
                + #""run":"y","scenario_name":"x","episodes_completed":1000,"total_episodes":1000,"elapsed_time":2.0}"#
                + "\n")
        #expect(
            line(.trainingStopped(run: "y", scenario: "x", episodesDone: 460, episodes: 1000, elapsed: 2))
                == #"{"event":"training_stopped","run":"y","scenario_name":"x","episodes_completed":460,"total_episodes":1000,"#
                + #""elapsed_time":2.0}"# + "\n")
        #expect(line(.trainingFailed(message: "no")) == #"{"event":"training_error","message":"no"}"# + "\n")
        #expect(
            line(.reportWritten(run: "mine", scenario: "x", path: "p"))
                == #"{"event":"report_written","path":"p","run":"mine","scenario_name":"x"}"# + "\n")
        // A study has no scenario.
        #expect(
            line(.reportWritten(run: "s", scenario: nil, path: "p"))
                == #"{"event":"report_written","path":"p","run":"s"}"# + "\n")
    }

    /// Whatever comes behind the episodes of a batch brings their lines, before its own.
    @Test(arguments: [.batchEnded(run: "mine"), .trainingFailed(message: "no")] as [JobEvent])
    func jsonLinesOfABatchGoOutTogether(_ end: JobEvent) {
        let episode = JobEvent.episode(Self.progress, run: "mine", scenario: "x")
        let line = JSONProgress.line(for: episode) ?? ""
        var json = JSONProgress()
        #expect(json.text(for: episode) == "" && json.text(for: episode) == "")
        #expect(json.text(for: end) == line + line + (JSONProgress.line(for: end) ?? ""))
        #expect(json.text(for: .batchEnded(run: "mine")) == "")
    }

    @Test func plainLinesComeEveryTenthEpisodeAndAtTheEnd() {
        var progress = Self.progress
        #expect(
            PlainProgress.line(for: .episode(progress, run: "mine", scenario: "x"))
                == "episode 450/1000  reward 1132.2  months 120.0  cash 3512  invested 40123  stability 0.975  "
                + "goal distance 0.030  1.2 s\n")
        progress.episode = 451
        #expect(PlainProgress.line(for: .episode(progress, run: "mine", scenario: "x")) == nil)
        progress.totalEpisodes = 451
        #expect(PlainProgress.line(for: .episode(progress, run: "mine", scenario: "x")) != nil)
    }

    @Test func theBarFitsIntoTheTerminal() {
        for width in 0...120 {
            let line = BarProgress.line(Self.progress, episodesBefore: 0, width: width)
            #expect(line.count <= width)
        }
        #expect(
            BarProgress.line(Self.progress, episodesBefore: 0, width: 100)
                == "[=============>                ] 450/1000  1.5 s left  reward 1132.2  stability 98 %  "
                + "364 episodes/s")
        #expect(
            BarProgress.line(Self.progress, episodesBefore: 0, width: 40) == "[=======>         ] 450/1000  1.5 s left")
        #expect(BarProgress.line(Self.progress, episodesBefore: 0, width: 12) == "450/1000")
    }

    /// What was done before this process tells nothing about its speed.
    @Test func theTimeLeftCountsThisProcessOnly() {
        let line = BarProgress.line(Self.progress, episodesBefore: 400, width: 100)
        #expect(line.contains("14 s left") && line.contains("  40 episodes/s"))
    }

    @Test func theBarIsRedrawnAtMostTenTimesASecond() {
        var bar = BarProgress()
        var progress = Self.progress
        func text(_ episode: Int, _ elapsed: Double) -> String {
            progress.episode = episode
            progress.elapsedTime = elapsed
            return bar.text(for: .episode(progress, run: "mine", scenario: "x"), columns: { 80 })
        }
        #expect(text(1, 1.0).hasPrefix("\r\u{1B}[J["))
        #expect(text(2, 1.05).isEmpty)
        #expect(!text(3, 1.11).isEmpty)
        #expect(!text(1000, 1.12).isEmpty)
        #expect(
            bar.text(for: .trainingCompleted(run: "x", scenario: "x", episodes: 1000, elapsed: 1.2), columns: { 80 })
                == "\ntrained x: 1000 episodes in 1.2 s\n")
    }

    /// A terminal breaks a line that has become too long for it: all of its pieces go.
    @Test func aTerminalThatBecomesNarrowerIsCleared() {
        var bar = BarProgress()
        var progress = Self.progress
        func text(_ elapsed: Double, columns: Int) -> String {
            progress.elapsedTime = elapsed
            return bar.text(for: .episode(progress, run: "mine", scenario: "x"), columns: { columns })
        }
        let wide = text(1, columns: 100).count - "\r\u{1B}[J".count
        #expect(wide > 80)
        #expect(text(2, columns: 40).hasPrefix("\u{1B}[\((wide - 1) / 40)A\r\u{1B}[J["))
        #expect(text(3, columns: 40).hasPrefix("\r\u{1B}[J["))
        #expect(text(4, columns: 8).hasPrefix("\u{1B}["))
    }

    @Test(arguments: [
        (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (185, "3 min 05 s"), (7620, "2 h 07 min"),
    ])
    func durationsAreReadable(seconds: Double, text: String) {
        #expect(ProgressFormat.duration(seconds) == text)
    }
}

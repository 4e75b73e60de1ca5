import Foundation
import Households
import Reports
import Studies
import Testing

/// What a study's report says first.
@Suite struct StudyFindingTests {
    private func text(_ study: SampleStudies) -> String {
        let content = ReportContent(study.input)
        let blocks = content.sections.first { $0.id == "finding" }?.blocks ?? []
        let texts = blocks.map { block -> String in
            switch block {
            case .lead(let text), .paragraph(let text), .note(let text): text
            default: ""
            }
        }
        return texts.joined(separator: "\n").replacing("\u{A0}", with: " ")
    }

    @Test func oneScenario() {
        let study = SampleStudies()
        let text = text(study)
        let score = #"\.99\d\d"#
        #expect(
            text.contains(
                try! Regex(
                    "^Over 20 trainings bologna_coppia’s policy reaches \(score) \\[\(score), \(score)\\] of the optimum; the "
                        + "worst \(score), none below the tuned rule’s \\.9953\\.")))
        #expect(text.contains("With 95 % confidence at least 86 % of trainings do better than the worst of these 20."))
        #expect(!text.contains("Incomplete") && !text.contains("ooked at"))
    }

    @Test func theLowerTailIsSaidWithTheIQM() {
        var study = SampleStudies()
        study.change = { _, _, _, seed in seed == 3 ? .diverged : seed == 9 ? .score(0.886) : .none }
        let text = text(study)
        #expect(text.contains("; the worst 0, 2 below the tuned rule’s .9953, one diverged, which counts as 0."))
        #expect(text.contains("Of 20 trainings one diverged. What diverged counts as 0"))
    }

    @Test func severalScenarios() {
        var study = SampleStudies()
        study.scenarios = ["bologna_coppia", "bologna_shocks"]
        study.change = { _, scenario, _, seed in scenario == 1 && seed == 30 - 20 ? .score(0.886) : .none }
        let text = text(study)
        #expect(text.hasPrefix("Over 20 trainings each the policies of bologna_coppia and bologna_shocks reach .99"))
        #expect(text.contains("; the worst .8860, in bologna_shocks, one below the tuned rule."))
        #expect(text.contains("Scenario by scenario. bologna_coppia: .99"))
        #expect(text.contains("bologna_shocks: .99") && text.contains("the worst .8860, one below the tuned rule."))
    }

    @Test func manyScenariosAreCounted() {
        var study = SampleStudies()
        study.scenarios = (1...11).map { "s\($0)" }
        #expect(text(study).hasPrefix("Over 20 trainings each the policies of 11 scenarios reach .99"))
    }

    @Test func oneOtherSetting() {
        var study = SampleStudies()
        study.settings.append(StudySetting(name: "unbounded", values: [.init(key: "training.target_kl", text: "0")]))
        study.gains = [0, -0.006]
        #expect(
            text(study).contains(
                try! Regex(
                    "^Over 20 trainings in bologna_coppia default reaches .* of the optimum; the worst .*; unbounded is worse "
                        + "than default, by −\\.00\\d\\d \\[−\\.0\\d+, −\\.0\\d+\\]; the worst of unbounded \\.9")))
        study.gains = [0, 0.0001]
        study.difference = 0.0001
        #expect(
            text(study).contains(
                "unbounded and default cannot be told apart with 20 seeds: they differ by "))
        #expect(text(study).contains("; about 57 would tell; the worst of unbounded"))
        study.difference = 0.01
        #expect(text(study).contains("unbounded is the same as default within .01: "))
    }

    @Test func severalSettings() {
        var study = SampleStudies.grid
        study.choice = nil
        let text = text(study)
        #expect(text.hasPrefix("Over 20 trainings each in bologna_coppia and bologna_shocks default reaches .99"))
        #expect(
            text.contains(
                "; of 4 other settings one (clip_range_low=0.1,epochs=5) is better, one (clip_range_low=0.1,epochs=10) is "
                    + "worse and "))
    }

    @Test func chosenAndConfirmed() throws {
        let text = text(SampleStudies.grid)
        #expect(
            text.hasPrefix(
                "Of 5 settings clip_range_low=0.1,epochs=5 was chosen; on 10 seeds and lives that had no part in the choice "
                    + "it reaches .99"))
        #expect(text.contains("; there it is better than default, by +.00"))
        #expect(text.contains("The interquartile mean of clip_range_low=0.1,epochs=5 was .99"))
    }

    @Test func chosenButNotConfirmed() {
        var study = SampleStudies.grid
        study.choice = StudyChoice(by: .iqm, confirm: 0)
        #expect(text(study).contains("it was chosen on these seeds, so the figure flatters it."))
        study.choice = StudyChoice(by: .iqm, confirm: 10)
        study.isConfirmed = false
        #expect(text(study).hasPrefix("Incomplete: 200 of 240 trainings are there; of 5 settings "))
        #expect(text(study).contains("; what it comes to on other seeds is not known yet."))
    }

    @Test func incomplete() {
        var study = SampleStudies()
        study.seeds = 200
        study.change = { _, _, _, seed in seed > 180 ? .missing : .none }
        #expect(
            text(study).hasPrefix(
                "Incomplete: 180 of 200 trainings are there; over 180 trainings bologna_coppia’s policy"))
        #expect(text(study).contains("Of 200 trainings 20 are missing."))
        study.change = { _, _, _, _ in .missing }
        #expect(text(study).hasPrefix("Incomplete: none of 200 trainings has a result, so nothing can be said."))
    }

    @Test func nothingIsChosenBeforeAllIsThere() {
        var study = SampleStudies.grid
        study.change = { role, _, _, seed in role == .confirm || seed == 20 ? .missing : .none }
        let text = text(study)
        #expect(text.contains("Incomplete: 190 of 240"))
        #expect(text.contains("nothing is chosen, since it is not all there to choose from; over 19"))
    }

    @Test func fewSeeds() {
        var study = SampleStudies()
        study.seeds = 4
        #expect(
            text(study).contains(
                try! Regex(
                    "^Over 4 trainings, too few for an interval, bologna_coppia’s policy reaches \\.99\\d\\d of the optimum;"
                )))
        study.seeds = 1
        #expect(text(study).hasPrefix("In its one training, which proves nothing, bologna_coppia’s policy reaches .99"))
        study.seeds = 5
        #expect(
            text(study).contains(
                "With 5 seeds a 95 % interval holds what it is to hold in 89 of 100 studies, not in 95."))
        study.seeds = 8
        #expect(
            text(study).contains(
                "With 8 seeds a 95 % interval holds what it is to hold in 92 of 100 studies, not in 95."))
        study.seeds = 10
        #expect(!text(study).contains("of 100 studies"))
    }

    @Test func lookedAtMoreThanOnce() {
        var study = SampleStudies()
        study.earlierLooks = [10]
        #expect(text(study).contains("Looked at twice: 10, then 20 seeds."))
        study.earlierLooks = [5, 10]
        #expect(text(study).contains("Looked at 3 times: 5, then 10, then 20 seeds."))
        #expect(text(study).contains("Adding seeds until a difference shows is a way to find one that is not there."))
    }

    @Test func utilityIsToldInEuros() {
        var study = SampleStudies()
        study.scenarios = ["young_saver"]
        study.utility = true
        #expect(
            text(study).contains(
                try! Regex(
                    "^Over 20 trainings young_saver’s policy is worth €1,89\\d \\[€1,89\\d, €1,89\\d\\] a month for certain, "
                        + "\\.99\\d\\d \\[\\.99\\d\\d, \\.99\\d\\d\\] of the optimum; the worst €1,89\\d, none below the tuned rule’s "
                        + "€1,891\\.")))
    }

    /// More than the optimum is no mistake, and what falls short of it is not the optimum.
    @Test(arguments: [
        (0.9996, ".9996"), (1.00021, "1.0002"), (-0.0126, "−.0126"), (0, "0"), (1, "1"), (0.99997, ".99997"),
        (0.9999999, ".9999999"), (12.3456, "12.3456"), (.nan, "n/a"),
    ])
    func scores(score: Double, text: String) {
        #expect(ScoreText.text(score) == text)
    }

    @Test func differencesHaveASign() {
        #expect(ScoreText.signed(0.00121) == "+.0012" && ScoreText.signed(-0.0126) == "−.0126")
        #expect(ScoreText.signed(0.00001) == ".0000")
        #expect(ScoreText.text(0.9996, Interval(lower: 0.9994, upper: 0.9997)) == ".9996\u{A0}[.9994,\u{A0}.9997]")
    }
}

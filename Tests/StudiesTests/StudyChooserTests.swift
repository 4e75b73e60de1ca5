import Studies
import Testing

@Suite("Who is chosen") struct StudyChooserTests {
    private func choose(
        _ by: StudyChoice.Measure, settings: Int = 3, _ score: (PlannedTraining) -> Double?
    ) -> StudyChooser? {
        var study = SmallStudy()
        study.settings = (0..<settings).map { "setting \($0)" }
        study.choice = StudyChoice(by: by)
        return StudyChooser(plan: study.plan, outcomes: study.outcomes(score))
    }

    @Test func theBestIsChosenAndDefaultIsItsRival() throws {
        let chooser = try #require(choose(.iqm) { [0.9, 0.7, 0.95][$0.setting] })
        #expect(chooser.chosen == 2 && chooser.rival == 0 && abs(chooser.score - 0.95) < 1e-15)
    }

    @Test func theRivalOfDefaultIsTheBestOfTheOthers() throws {
        let chooser = try #require(choose(.mean) { [0.9, 0.7, 0.8][$0.setting] })
        #expect(chooser.chosen == 0 && chooser.rival == 2)
    }

    @Test func ofEqualsTheEarlierIsChosen() throws {
        let chooser = try #require(choose(.iqm, settings: 4) { [0.8, 0.9, 0.9, 0.1][$0.setting] })
        #expect(chooser.chosen == 1)
        let all = try #require(choose(.iqm, settings: 4) { _ in 0.9 })
        #expect(all.chosen == 0 && all.rival == 1)
    }

    /// One training of setting 1 is lost: the interquartile mean does not see it.
    @Test func eachMeasureSeesWhatItIsOf() throws {
        func score(_ training: PlannedTraining) -> Double {
            let isLost = training.seed == 1 && training.scenario == 0
            return [0.9, isLost ? 0.1 : 0.95, 0.92 - 0.01 * Double(training.seed)][training.setting]
        }
        #expect(try #require(choose(.iqm, score)).chosen == 1)
        #expect(try #require(choose(.mean, score)).chosen == 0)
        let lowest = try #require(choose(.lowest, score))
        #expect(lowest.chosen == 0 && lowest.score == 0.9)
    }

    @Test func nobodyIsChosenBeforeTheSearchIsComplete() {
        var study = SmallStudy()
        study.choice = StudyChoice(confirm: 2)
        study.confirming = ([0, 1], 2)
        let plan = study.plan
        var outcomes = study.outcomes { $0.role == .search ? 0.9 : nil }
        #expect(StudyChooser(plan: plan, outcomes: outcomes) != nil)
        outcomes[4] = StudyOutcome(status: .failed, message: "no", episodes: 2)
        #expect(StudyChooser(plan: plan, outcomes: outcomes) == nil)
        outcomes[4] = nil
        #expect(StudyChooser(plan: plan, outcomes: outcomes) == nil)
        outcomes[4] = StudyOutcome(status: .diverged, message: "a gradient", episodes: 2)
        #expect(StudyChooser(plan: plan, outcomes: outcomes) != nil)
    }

    @Test func aStudyWithoutAChoiceChoosesNobody() {
        let study = SmallStudy()
        #expect(StudyChooser(plan: study.plan, outcomes: study.outcomes { _ in 1 }) == nil)
    }
}

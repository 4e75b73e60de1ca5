import Foundation
import Households
import Reports
import RunStorage
import Statistics
import Studies

extension JobRunner {
    /// How a run stands among trainings of the same values with other seeds.
    ///
    /// - Parameter choice: the name of a study; `none` for none, nil for the newest that fits.
    /// - Returns: nil where no finished study has such trainings.
    /// - Throws: `StorageError`, also where the study that is named is not there; `StudyError.otherTrainings` where it
    ///   has none like this run.
    func standing(
        of run: RunDescription, _ evaluation: Evaluation, in choice: String?
    ) throws -> StudyStanding? {
        if choice == "none" { return nil }
        if let choice {
            let name = try RunName(choice)
            let plan = try output.studies.plan(of: name).plan
            guard let standing = try standing(of: run, evaluation, in: plan) else {
                throw StudyError.otherTrainings(study: choice, run: run.name.description)
            }
            return standing
        }
        // A study that cannot be read keeps nobody from a report: `verify` names it.
        let plans = try output.studies.names().compactMap { try? output.studies.plan(of: $0).plan }
        let newest = plans.sorted { ($1.startTime, $0.name) < ($0.startTime, $1.name) }
        return newest.lazy.compactMap { [self] in try? standing(of: run, evaluation, in: $0) }.first
    }

    private func standing(
        of run: RunDescription, _ evaluation: Evaluation, in plan: StoredStudyPlan
    ) throws -> StudyStanding? {
        // A run that goes on from another one is no training of a study.
        guard run.startedFrom == nil, let seed = plan.seeds.first else { return nil }
        let identity = try RunIdentity.of(run.scenario, seed: seed)
        guard let (scenario, setting) = plan.position(of: identity),
            let stored = try output.studies.results(of: plan.name)
        else { return nil }
        let results = try output.studies.decode(stored.json, of: plan.name)
        let (scenarioName, settingName) = (plan.scenarios[scenario].name, plan.settings[setting].name)
        guard results.identity == plan.identity.hex,
            let cell = results.cells.first(where: {
                ($0.scenario, $0.setting, $0.role) == (scenarioName, settingName, .search)
            }), cell.missing == 0
        else { return nil }
        let identities = Set(plan.identities[scenario][setting])
        let rows = try output.studies.rows(of: plan.name, programVersion: plan.programVersion, withRecords: false) {
            identities.contains($0.identity) && $0.lives == plan.lives
        }
        let scores = plan.identities[scenario][setting].compactMap { rows[$0.hex, plan.lives]?.outcome.score }
        guard !scores.isEmpty else { return nil }
        let isOnTheSameLives = StudyLives(count: evaluation.episodes, seed: evaluation.seed) == plan.lives
        let own = evaluation.policies.first { $0.policy == .trained }?.normalizedReward
        let place = isOnTheSameLives ? own : nil
        return StudyStanding(
            study: plan.name.description, identity: results.identity, cell: cell,
            curves: results.curves.first { ($0.scenario, $0.setting) == (scenarioName, settingName) },
            upperQuartile: scores.quantile(0.75),
            place: place.map { score in
                StudyStanding.Place(rank: 1 + scores.count { $0 > score }, score: score)
            })
    }
}

extension StoredStudyPlan {
    /// Whose first training an identity is: the scenario and the setting.
    fileprivate func position(of identity: ContentHash) -> (scenario: Int, setting: Int)? {
        for (scenario, settings) in identities.enumerated() {
            if let setting = settings.firstIndex(where: { $0.first == identity }) { return (scenario, setting) }
        }
        return nil
    }
}

import Households
import NumericKernels

/// A policy that takes part in an evaluation.
struct Contestant: @unchecked Sendable {
    let kind: PolicyKind
    /// Of a rule, in words of the field.
    var settings: String?
    let policy: any HouseholdPolicy
}

/// Makes the policies of an evaluation; what takes a while is made once, and only where it is asked for.
struct Contestants {
    let scenario: Scenario
    /// The trained agents; nil where there are none, nor untrained ones.
    let state: TrainerState?
    let trainingSeed: UInt64
    /// Of the evaluation.
    let seed: UInt64
    let team: WorkerTeam
    let computeOptimum: (HouseholdCalendar) -> OptimalPolicy?
    let isCancelled: @Sendable () -> Bool
    /// nil where none is computed for what the household lives for.
    private(set) lazy var optimum = computeOptimum(scenario.calendar)

    /// Every kind there is here, in the order in which they are shown.
    var kinds: [PolicyKind] {
        mutating get {
            let missing: [PolicyKind] =
                (state == nil ? [.trained, .untrained] : []) + (optimum == nil ? [.optimum] : [])
            return PolicyKind.ofReward.filter { !missing.contains($0) }
        }
    }

    /// - Precondition: the agents are known, where the policy is one of theirs.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `OptimumUnknown`.
    mutating func contestant(_ kind: PolicyKind) throws -> Contestant {
        func following(_ rule: SimpleRule) -> Contestant {
            Contestant(
                kind: kind, settings: rule.settings, policy: SingleHouseholdPolicy.rule(rule, in: scenario.calendar))
        }
        switch kind {
        case .trained:
            guard let state else { preconditionFailure("there are no trained agents") }
            return Contestant(kind: kind, policy: try HierarchicalPolicy(scenario: scenario, state: state))
        case .untrained:
            return Contestant(kind: kind, policy: HierarchicalPolicy(untrained: scenario, seed: trainingSeed))
        case .optimum:
            guard let optimum else { throw OptimumUnknown() }
            return Contestant(kind: kind, policy: SingleHouseholdPolicy.optimum(optimum))
        case .tunedRule:
            let tuner = RuleTuner(scenario: scenario, seed: seed, isCancelled: isCancelled)
            return following(tuner.tunedRule(team: team))
        case .threshold: return following(.threshold)
        case .fiftyThirtyTwenty: return following(.fiftyThirtyTwenty)
        case .allCash: return following(.allCash)
        case .equalThirds: return following(.equalThirds)
        case .random: return Contestant(kind: kind, policy: SingleHouseholdPolicy.random(seed: seed))
        default: preconditionFailure("\(kind) is no policy of a household that lives for a reward")
        }
    }
}

/// Thrown where the optimum is asked for and none is computed for the household's objective.
package struct OptimumUnknown: Error, Equatable, CustomStringConvertible {
    package var description: String { "no optimum is computed for this household's objective" }
}

extension PolicyKind {
    /// The policies of a household that lives for the terms of a reward, in the order in which they are shown.
    package static let ofReward: [PolicyKind] = [
        .trained, .untrained, .optimum, .tunedRule, .threshold, .fiftyThirtyTwenty, .allCash, .equalThirds, .random,
    ]

    /// Whether the two agents decide, and so a model is needed.
    package var hasAgents: Bool { self == .trained || self == .untrained }
}

extension SimpleRule {
    /// The rule's settings, where it has any that are not in its name.
    fileprivate var settings: String? {
        guard case .tuned(let share, let buffer) = self else { return nil }
        let euros = (buffer * 100).rounded() / 100
        return "κ \((share * 100).rounded() / 100), B \(Int(exactly: euros).map(String.init) ?? String(euros))"
    }
}

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
    private(set) lazy var optimum = OptimalPolicy(
        calendar: HouseholdCalendar(environment: scenario.environment, reward: scenario.reward))

    init(scenario: Scenario, state: TrainerState?, trainingSeed: UInt64, seed: UInt64, team: WorkerTeam) {
        self.scenario = scenario
        self.state = state
        self.trainingSeed = trainingSeed
        self.seed = seed
        self.team = team
    }

    /// Every kind there is here, in the order in which they are shown.
    static func kinds(withAgents: Bool) -> [PolicyKind] {
        PolicyKind.allCases.filter { withAgents || !$0.hasAgents }
    }

    /// - Precondition: the agents are known, where the policy is one of theirs.
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    mutating func contestant(_ kind: PolicyKind) throws -> Contestant {
        func following(_ rule: SimpleRule) -> Contestant {
            Contestant(kind: kind, settings: rule.settings, policy: SingleHouseholdPolicy.rule(rule))
        }
        switch kind {
        case .trained:
            guard let state else { preconditionFailure("there are no trained agents") }
            return Contestant(kind: kind, policy: try HierarchicalPolicy(scenario: scenario, state: state))
        case .untrained:
            return Contestant(kind: kind, policy: HierarchicalPolicy(untrained: scenario, seed: trainingSeed))
        case .optimum: return Contestant(kind: kind, policy: SingleHouseholdPolicy.optimum(optimum))
        case .tunedRule: return following(RuleTuner(scenario: scenario, seed: seed).tunedRule(team: team))
        case .threshold: return following(.threshold)
        case .fiftyThirtyTwenty: return following(.fiftyThirtyTwenty)
        case .allCash: return following(.allCash)
        case .equalThirds: return following(.equalThirds)
        case .random: return Contestant(kind: kind, policy: SingleHouseholdPolicy.random(seed: seed))
        }
    }
}

extension PolicyKind {
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

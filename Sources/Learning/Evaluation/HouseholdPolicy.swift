import Foundation
import Households
import NumericKernels

/// Something that divides the incomes of many households that live side by side.
package protocol HouseholdPolicy {
    /// Whether it sets goals.
    var hasGoals: Bool { get }
    /// Decides the next month of every life that goes on: sets its `allocation`, and its `goal` where it has goals.
    mutating func decide(_ lives: inout [Life])
}

/// A policy that sees one household at a time and has no goals.
package struct SingleHouseholdPolicy: HouseholdPolicy {
    private let allocation: (Life) -> Allocation

    package init(_ allocation: @escaping (Life) -> Allocation) {
        self.allocation = allocation
    }

    package static func rule(_ rule: SimpleRule, in calendar: HouseholdCalendar) -> SingleHouseholdPolicy {
        SingleHouseholdPolicy { rule.allocation($0.household, in: calendar) }
    }

    package static func optimum(_ optimum: OptimalPolicy) -> SingleHouseholdPolicy {
        SingleHouseholdPolicy { optimum.allocation($0.household) }
    }

    /// softmax of logits uniform in [−2, 2].
    package static func random(seed: UInt64) -> SingleHouseholdPolicy {
        let random = CounterRandom(seed: seed, purpose: .evaluationRandomPolicy)
        return SingleHouseholdPolicy { life in
            let uniforms = random.uniforms(index: life.episode, counter: UInt32(life.household.monthsDone))
            let (a, b, c) = (exp(4 * uniforms[0] - 2), exp(4 * uniforms[1] - 2), exp(4 * uniforms[2] - 2))
            return Allocation(invest: a / (a + b + c), save: b / (a + b + c), consume: c / (a + b + c))
        }
    }

    package var hasGoals: Bool { false }

    package mutating func decide(_ lives: inout [Life]) {
        for index in lives.indices where lives[index].isAlive { lives[index].allocation = allocation(lives[index]) }
    }
}

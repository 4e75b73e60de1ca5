import Households

/// A household and its calendar: an episode that a test lives month by month.
@dynamicMemberLookup
package struct TestEpisode {
    package let calendar: HouseholdCalendar
    package private(set) var state: HouseholdState

    package init(calendar: HouseholdCalendar) {
        self.calendar = calendar
        state = HouseholdState(startOf: calendar)
    }

    package init(calendar: HouseholdCalendar, monthsDone: Int, cash: Double, portfolio: Double) {
        self.calendar = calendar
        state = HouseholdState(in: calendar, monthsDone: monthsDone, cash: cash, portfolio: portfolio)
    }

    package var observation: Observation { state.observation(in: calendar) }

    package mutating func step(_ allocation: Allocation, shock: Shock) -> MonthOutcome {
        state.step(allocation, shock: shock, in: calendar)
    }

    package subscript<Value>(dynamicMember key: KeyPath<HouseholdState, Value>) -> Value { state[keyPath: key] }
}

/// Two samples in order, of which resamples are compared by how often they draw each value.
package struct ResampledWins: Sendable {
    private struct Value {
        let value: Double
        let slot: Int32
    }

    /// Of the values in ascending order.
    private let slots, otherSlots: [Int32]
    /// How many of either sample are not above each of the different values, from the lowest on.
    private let ends: [(scores: Int, others: Int)]

    /// - Parameters:
    ///   - scores: at least one, as of `others`; none of them NaN.
    ///   - slots: of the values among the tallies of their own sample.
    package init(
        _ scores: [Double], slots: Range<Int>, over others: [Double], slots otherSlots: Range<Int>
    ) {
        let scores = Self.inOrder(scores, slots)
        let others = Self.inOrder(others, otherSlots)
        var ends: [(scores: Int, others: Int)] = []
        var end = (scores: 0, others: 0)
        while end.scores < scores.count || end.others < others.count {
            let next = [scores.dropFirst(end.scores).first, others.dropFirst(end.others).first]
            let lowest = next.compactMap { $0?.value }.reduce(.infinity, min)
            end.scores += scores[end.scores...].prefix { $0.value <= lowest }.count
            end.others += others[end.others...].prefix { $0.value <= lowest }.count
            ends.append(end)
        }
        self.ends = ends
        self.slots = scores.map(\.slot)
        self.otherSlots = others.map(\.slot)
    }

    private static func inOrder(_ values: [Double], _ slots: Range<Int>) -> [Value] {
        precondition(!values.isEmpty && values.count == slots.count, "every value has a slot")
        return zip(values, slots).map { Value(value: $0, slot: Int32($1)) }.sorted { $0.value < $1.value }
    }

    /// The share of all pairs of each resample that the scores win, ties half: what the mean over scenarios of
    /// `Aggregate.probabilityOfImprovement` is taken of.
    package func shares(
        _ tallies: UnsafeBufferPointer<ResampleTallies.Lanes>, over others: UnsafeBufferPointer<ResampleTallies.Lanes>
    ) -> ResampleTallies.Lanes {
        var wins = ResampleTallies.Lanes()
        var below = ResampleTallies.Lanes()
        var (score, other) = (0, 0)
        for end in ends {
            var drawn = ResampleTallies.Lanes()
            var drawnOfOthers = ResampleTallies.Lanes()
            while score < end.scores {
                drawn += tallies[Int(slots[score])]
                score += 1
            }
            while other < end.others {
                drawnOfOthers += others[Int(otherSlots[other])]
                other += 1
            }
            wins += drawn * (below + 0.5 * drawnOfOthers)
            below += drawnOfOthers
        }
        return wins / Double(slots.count * otherSlots.count)
    }
}

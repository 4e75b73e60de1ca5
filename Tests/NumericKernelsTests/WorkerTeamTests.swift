import NumericKernels
import Synchronization
import Testing

/// The limit is for what hangs; the time of what else runs beside it counts, too.
@Suite("Worker team", .timeLimit(.minutes(10)))
struct WorkerTeamTests {
    @Test(arguments: 1...4)
    func everyMemberRunsOnce(count: Int) {
        let team = WorkerTeam(count: count)
        for _ in 0..<200 {
            let visits = Mutex([Int](repeating: 0, count: count))
            team.run { member in
                #expect(member.count == count)
                visits.withLock { $0[member.index] += 1 }
            }
            #expect(visits.withLock { $0 } == Array(repeating: 1, count: count))
        }
    }

    @Test func resultsAreVisibleAfterwards() {
        let team = WorkerTeam(count: 3)
        var sum = 0
        for round in 0..<500 {
            let places = UnsafeMutableBufferPointer<Int>.allocate(capacity: 3)
            places.initialize(repeating: 0)
            let shared = SharedPlaces(places: places)
            team.run { shared.places[$0.index] = round }
            sum += places.reduce(0, +)
            places.deallocate()
        }
        #expect(sum == 3 * 499 * 500 / 2)
    }

    @Test(arguments: 1...4)
    func endsWithoutHanging(count: Int) {
        for round in 0..<100 {
            let team = WorkerTeam(count: count)
            if round % 2 == 0 { team.run { _ in } }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 7, 20, 101], 1...4)
    func sharesCoverEverythingOnce(total: Int, count: Int) {
        let shares = Mutex([Range<Int>](repeating: 0..<0, count: count))
        WorkerTeam(count: count).run { member in
            shares.withLock { $0[member.index] = member.share(of: total) }
        }
        let ranges = shares.withLock { $0 }
        #expect(ranges.flatMap { Array($0) } == Array(0..<total))
        #expect((ranges.map(\.count).max() ?? 0) - (ranges.map(\.count).min() ?? 0) <= 1)
    }
}

/// Each place is written by one thread.
private struct SharedPlaces: @unchecked Sendable {
    let places: UnsafeMutableBufferPointer<Int>
}

import RunStorage
import Testing

@Suite struct CheckpointScheduleTests {
    /// Every checkpoint that a training writes, and the boundary its state is from.
    private func all(_ schedule: CheckpointSchedule) -> [[Int]] {
        var result: [[Int]] = []
        var boundary = 0
        while boundary < schedule.episodes {
            let end = schedule.end(ofBatchFrom: boundary)
            for episode in schedule.checkpoints(after: boundary, through: end) {
                result.append([episode, episode == end ? end : boundary])
                if episode < end { #expect(schedule.needsState(at: boundary)) }
            }
            boundary = end
        }
        return result
    }

    @Test func intervalOfWholeBatches() {
        let schedule = CheckpointSchedule(interval: 40, batchSize: 20, episodes: 100)
        #expect(all(schedule) == [[40, 40], [80, 80], [100, 100]])
        #expect(!(0...100).contains { schedule.needsState(at: $0) && $0 % 20 == 0 })
    }

    @Test func intervalThatIsNoMultipleOfTheBatch() {
        let schedule = CheckpointSchedule(interval: 30, batchSize: 20, episodes: 100)
        #expect(all(schedule) == [[30, 20], [60, 60], [90, 80], [100, 100]])
        #expect(schedule.needsState(at: 20) && schedule.needsState(at: 80) && !schedule.needsState(at: 40))
    }

    @Test func severalCheckpointsInABatch() {
        #expect(
            all(CheckpointSchedule(interval: 3, batchSize: 8, episodes: 10))
                == [[3, 0], [6, 0], [9, 8], [10, 10]])
        #expect(
            all(CheckpointSchedule(interval: 1, batchSize: 4, episodes: 5))
                == [[1, 0], [2, 0], [3, 0], [4, 4], [5, 5]])
    }

    @Test func intervalLongerThanTheTraining() {
        #expect(all(CheckpointSchedule(interval: 100, batchSize: 20, episodes: 50)) == [[50, 50]])
        #expect(all(CheckpointSchedule(interval: 100, batchSize: 4096, episodes: 1)) == [[1, 1]])
    }

    @Test func theLastEpisodeIsNotWrittenTwice() {
        #expect(all(CheckpointSchedule(interval: 50, batchSize: 20, episodes: 100)) == [[50, 40], [100, 100]])
    }

    @Test func everyMultipleAndTheLastEpisodeOnce() {
        for interval in 1...25 {
            for batchSize in 1...12 {
                let episodes = all(CheckpointSchedule(interval: interval, batchSize: batchSize, episodes: 47)).map {
                    $0[0]
                }
                let expected = (1...47).filter { $0 % interval == 0 || $0 == 47 }
                #expect(episodes == expected)
            }
        }
    }

    @Test func defaultInterval() {
        #expect(CheckpointSchedule.defaultInterval(episodes: 1000) == 100)
        #expect(CheckpointSchedule.defaultInterval(episodes: 100_000) == 5000)
    }
}

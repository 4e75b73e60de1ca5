import Studies

/// A job array, each task of which does one chunk of a study.
struct SlurmArray: Equatable {
    var role: StudyRole
    /// That the task of index 0 does.
    var firstChunk: Int
    var tasks: Int
    /// Seconds that a task may take.
    var timeLimit: Int

    /// The arrays that do all chunks: each has one role, and indices from 0.
    ///
    /// - Parameters:
    ///   - firstChunk: number of the first of them.
    ///   - largest: how many tasks an array may have.
    static func arrays(of chunks: [StudyChunk], firstChunk: Int, largest: Int) -> [SlurmArray] {
        var arrays: [SlurmArray] = []
        var start = 0
        while start < chunks.count {
            let role = chunks[start].role
            let end = chunks[start..<min(start + largest, chunks.count)].firstIndex { $0.role != role }
            let part = start..<(end ?? min(start + largest, chunks.count))
            arrays.append(
                SlurmArray(
                    role: role, firstChunk: firstChunk + start, tasks: part.count,
                    timeLimit: chunks[part].map(timeLimit).max() ?? 0))
            start = part.upperBound
        }
        return arrays
    }

    /// Seconds that a task with a chunk may take: machines differ, and a chunk begins with its yardsticks. Slurm counts
    /// whole minutes.
    static func timeLimit(of chunk: StudyChunk) -> Int {
        let minutes = 5 + (4 * chunk.seconds / 60).rounded(.up)
        // A year is longer than any partition lets a job run.
        return 60 * Int(min(minutes, 525_600))
    }
}

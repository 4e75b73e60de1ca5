import Studies

/// A job array, each task of which does one chunk of a study.
struct SlurmArray: Equatable {
    var role: StudyRole
    /// That the task of index 0 does.
    var firstChunk: Int
    var tasks: Int

    /// The arrays that do all chunks: each has one role, and indices from 0.
    ///
    /// - Parameter largest: how many tasks an array may have.
    static func arrays(of chunks: StudyChunks, largest: Int) -> [SlurmArray] {
        let roles = chunks.allRoles
        var arrays: [SlurmArray] = []
        var start = 0
        while start < roles.count {
            let most = min(start + largest, roles.count)
            let end = roles[start..<most].firstIndex { $0 != roles[start] } ?? most
            arrays.append(SlurmArray(role: roles[start], firstChunk: chunks.first + start, tasks: end - start))
            start = end
        }
        return arrays
    }
}

import Studies

/// Jobs and tasks of a study that have not ended.
package struct SlurmQueue: Sendable, Equatable {
    /// Chunks whose tasks wait.
    package var waiting: [Int] = []
    /// Chunks whose tasks run, or are just ending.
    package var running: [Int] = []
    /// Whether the job that collects waits or runs.
    package var collects = false

    package var isEmpty: Bool { waiting.isEmpty && running.isEmpty && !collects }

    package init(waiting: [Int] = [], running: [Int] = [], collects: Bool = false) {
        self.waiting = waiting
        self.running = running
        self.collects = collects
    }

    /// - Throws: `SlurmError.jobsLeft` where there are any.
    package func checkIsEmpty(study: String) throws {
        guard isEmpty else {
            throw SlurmError.jobsLeft(
                study: study, waiting: waiting.count + (collects ? 1 : 0), running: running.count)
        }
    }
}

extension SlurmJobs {
    /// Asks for all jobs with one call. Those that Slurm knows no more have ended.
    ///
    /// - Throws: `SlurmError`.
    package func queue(of study: String, in slurm: Slurm) throws -> SlurmQueue {
        guard !ids.isEmpty else { return SlurmQueue() }
        // By name, too: once its controller begins anew, Slurm gives ids again.
        let arguments = [
            "-h", "-r", "-j", ids.joined(separator: ","), "-n", SlurmScript.jobName(of: study), "-o", "%i %T",
        ]
        let answer = try slurm.squeue(arguments, "")
        guard answer.code == 0 || Self.isUnknown(answer) else { throw SlurmError.failed("squeue", answer.words) }
        return try queue(answer.output)
    }

    private static func isUnknown(_ answer: Slurm.Answer) -> Bool {
        answer.errors.contains("Invalid job id specified")
    }

    private func queue(_ text: String) throws -> SlurmQueue {
        var queue = SlurmQueue()
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard words.count == 2 else { throw SlurmError.notUnderstood("squeue", String(line)) }
            let parts = words[0].split(separator: "_")
            if let collecting, words[0] == collecting {
                queue.collects = true
            } else if parts.count == 2, let index = Int(parts[1]),
                let array = arrays.first(where: { $0.id == parts[0] })
            {
                let chunk = array.firstChunk + index
                if Self.waits(words[1]) { queue.waiting.append(chunk) } else { queue.running.append(chunk) }
            } else {
                throw SlurmError.notUnderstood("squeue", String(line))
            }
        }
        queue.waiting.sort()
        queue.running.sort()
        return queue
    }

    private static func waits(_ state: Substring) -> Bool {
        ["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT"].contains(state)
    }

    /// Ends all jobs. Each running task is asked to save what it has, and is killed after a while (`KillWait`).
    ///
    /// - Throws: `SlurmError`.
    package func cancel(in slurm: Slurm) throws {
        guard !ids.isEmpty else { return }
        let answer = try slurm.scancel(ids, "")
        guard answer.code == 0 || Self.isUnknown(answer) else { throw SlurmError.failed("scancel", answer.words) }
    }
}

import Studies

/// A study, or what is missing of one, as it is handed to Slurm: arrays of tasks, and a job that collects after them.
package struct SlurmSubmission {
    /// The study's name.
    package var study: String
    /// The program's own file, without symbolic links.
    package var program: String
    /// Folder of the output, as an absolute path.
    package var output: String
    /// In the order of the plan: those that confirm come last.
    package var chunks: StudyChunks
    /// Tasks that run side by side at most.
    package var maxRunning: Int?
    /// Of `sbatch`, that the user gives.
    package var options: [SlurmOption]
    /// Words of `study report`.
    package var reportOptions: [String]
    /// Trainings of the plan.
    package var trainings: Int

    package init(
        study: String, program: String, output: String, chunks: StudyChunks, maxRunning: Int? = nil,
        options: [SlurmOption] = [], reportOptions: [String] = [], trainings: Int
    ) {
        self.study = study
        self.program = program
        self.output = output
        self.chunks = chunks
        self.maxRunning = maxRunning
        self.options = options
        self.reportOptions = reportOptions
        self.trainings = trainings
    }

    /// A script, and what is said of it to `sbatch`.
    package struct Job: Sendable, Equatable {
        /// Nil for the job that collects.
        var array: SlurmArray?
        /// Positions of the jobs that have to end before, among all.
        package var after: [Int]
        package var script: String
        package var options: [String]
    }

    /// All jobs, in the order in which they are submitted.
    ///
    /// - Parameter largest: how many tasks an array may have.
    /// - Throws: `SlurmError.pathImpossible`.
    package func jobs(largest: Int) throws -> [Job] {
        let script = SlurmScript(
            study: study, program: program, output: output, leavesOutMemory: options.contains(where: \.isMemory))
        let arrays = SlurmArray.arrays(of: chunks, largest: largest)
        let searching = arrays.indices.filter { arrays[$0].role == .search }
        let options = options.map(\.argument)
        var jobs = try arrays.indices.map { index in
            // One array after another, so that no more tasks run than are allowed.
            let before = maxRunning == nil || index == 0 ? [] : [index - 1]
            return Job(
                array: arrays[index], after: arrays[index].role == .confirm ? searching : before,
                script: try script.array(arrays[index], timeLimit: chunks.timeLimit, maxRunning: maxRunning),
                options: options)
        }
        if maxRunning != nil {
            for index in jobs.indices.dropFirst() where !jobs[index].after.contains(index - 1) {
                jobs[index].after.append(index - 1)
            }
        }
        jobs.append(
            Job(
                after: Array(arrays.indices),
                script: try script.collecting(options: reportOptions, trainings: trainings),
                options: options))
        return jobs
    }

    /// Submits all jobs. Where one is refused, those before it are cancelled.
    ///
    /// - Parameters:
    ///   - largest: how many tasks an array may have.
    ///   - keep: is given each script before it is submitted, and a name for its file.
    ///   - note: called whenever one more job is known, so that none is lost.
    /// - Throws: `SlurmError`; what `keep` and `note` throw.
    package func submit(
        to slurm: Slurm, largest: Int, keeping keep: (String, String) throws -> Void = { _, _ in },
        note: (SlurmJobs) throws -> Void
    ) throws -> SlurmJobs {
        var submitted = SlurmJobs()
        do {
            for job in try jobs(largest: largest) {
                let before = job.after.map { submitted.arrays[$0].id }
                let dependency = before.isEmpty ? [] : ["--dependency=afterany:\(before.joined(separator: ":"))"]
                try keep(job.script, job.array.map { "array_\($0.firstChunk).sh" } ?? "collect_\(chunks.first).sh")
                let id = try slurm.submit(job.script, options: dependency + job.options)
                if let array = job.array {
                    submitted.arrays.append(
                        SlurmJobs.Array(id: id, role: array.role, firstChunk: array.firstChunk, tasks: array.tasks))
                } else {
                    submitted.collecting = id
                }
                try note(submitted)
            }
        } catch {
            // The first error is the one that explains. What cannot be cancelled is noted.
            try? submitted.cancel(in: slurm)
            throw error
        }
        return submitted
    }
}

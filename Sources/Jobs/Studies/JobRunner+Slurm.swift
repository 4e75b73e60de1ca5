import Foundation
import Reports
import RunStorage
import Studies
import SystemPackage

extension JobRunner {
    /// Hands what is missing of a study to Slurm. Where nothing is missing, it is collected and rendered here.
    ///
    /// - Returns: what was submitted, or what was rendered.
    /// - Throws: `SlurmError`, also where jobs of the study wait or run; what `runStudy` throws.
    package func submitStudy(
        _ request: StudyRequest, on slurm: Slurm, _ slurmRequest: SlurmRequest, report: StudyReportRequest,
        with renderer: ReportRenderer
    ) throws -> (submitted: SubmittedStudy?, end: StudyEnd?) {
        let (wanted, text) = try studyPlan(request)
        // Before anything is written.
        let largest = try slurm.largestArray()
        let lock = try output.studies.lock(wanted.name)
        // Before a plan is replaced that tasks still read.
        try slurmQueue(of: wanted.name, on: slurm)?.checkIsEmpty(study: wanted.name.description)
        let plan = try output.studies.begin(
            wanted, text: text, isExtending: request.isExtending, isRetrying: request.isRetrying, lock)
        let work = try StudyWork(plan, in: self)
        let chunks = StudyChunks(
            work.chunks(taskMinutes: slurmRequest.taskMinutes, isRetrying: request.isRetrying),
            first: try output.studies.nextChunk(of: plan.name))
        guard chunks.count > 0 else {
            return (nil, try collect(plan, report, lock, with: renderer))
        }
        try output.studies.save(chunks, lock)
        let submission = submission(plan.name, chunks, slurmRequest, report, trainings: work.count)
        let jobs = try submission.submit(
            to: slurm, largest: largest,
            keeping: { script, name in try output.studies.save(script: script, named: name, lock) }
        ) { try output.studies.save($0, lock) }
        return (SubmittedStudy(name: plan.name, jobs: jobs, tasks: chunks.count), nil)
    }

    /// The scripts that would be submitted; nothing is written.
    ///
    /// - Throws: `SlurmError`; what `runStudy` throws.
    package func slurmScripts(
        _ plan: StoredStudyPlan, on slurm: Slurm, _ slurmRequest: SlurmRequest, report: StudyReportRequest,
        isRetrying: Bool
    ) throws -> [String] {
        let work = try StudyWork(plan, in: self)
        let chunks = StudyChunks(
            work.chunks(taskMinutes: slurmRequest.taskMinutes, isRetrying: isRetrying),
            first: try output.studies.nextChunk(of: plan.name))
        guard chunks.count > 0 else { return [] }
        return try submission(plan.name, chunks, slurmRequest, report, trainings: work.count)
            .jobs(largest: slurm.largestArray()).map(\.script)
    }

    private func submission(
        _ name: RunName, _ chunks: StudyChunks, _ request: SlurmRequest, _ report: StudyReportRequest, trainings: Int
    ) -> SlurmSubmission {
        SlurmSubmission(
            study: name.description, program: ResourceFolders.ofThisProcess.executable,
            output: Self.absolute(output.root.string), chunks: chunks, maxRunning: request.maxRunning,
            options: request.options, reportOptions: report.words(templates: templates.map(Self.absolute)),
            trainings: trainings)
    }

    private static func absolute(_ path: String) -> String {
        FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(path)).string
    }

    /// Waits until the jobs of a study have ended.
    ///
    /// - Throws: `Stopped`, which ends no job; `SlurmError`; `StudyError.incomplete`, `.trainingsFailed`.
    package func waitForJobs(of study: SubmittedStudy, on slurm: Slurm) throws -> StudyEnd {
        try patience.wait {
            try study.jobs.collecting.map { try output.studies.hasCollected($0, of: study.name) } ?? false
        } orQueueIsEmpty: {
            try study.jobs.queue(of: study.name.description, in: slurm).isEmpty
        }
        let progress = try studyProgress(of: study.name)
        guard progress.missing == 0 else {
            throw StudyError.incomplete(
                study: study.name.description, missing: progress.missing, trainings: progress.trainings)
        }
        return StudyEnd(progress: progress)
    }

    private var patience: SlurmPatience {
        let began = ContinuousClock.now
        return SlurmPatience(now: { (ContinuousClock.now - began) / .seconds(1) }) { [stop] seconds in
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                try stop.check()
                Thread.sleep(forTimeInterval: min(0.1, max(0, (end - ContinuousClock.now) / .seconds(1))))
            }
        }
    }

    /// Ends the jobs of a study, and waits until they have saved what they reached.
    ///
    /// - Returns: false where none was submitted, or all are known to have ended.
    /// - Throws: `Stopped`, `SlurmError`, `StorageError`.
    func stopJobs(of name: RunName, on slurm: Slurm) throws -> Bool {
        guard let jobs = try liveJobs(of: name) else { return false }
        try jobs.cancel(in: slurm)
        // Most tasks end within a few seconds.
        try patience.wait(firstCall: 5) {
            false
        } orQueueIsEmpty: {
            try jobs.queue(of: name.description, in: slurm).isEmpty
        }
        // Who asks next need not ask Slurm. Whoever holds the lock replaces them, or does not care.
        if let lock = try? output.studies.lock(name) { try output.studies.save(SlurmJobs(), lock) }
        return true
    }

    /// What Slurm knows of the jobs of a study; nil where none was submitted, or all are known to have ended.
    ///
    /// - Throws: `SlurmError`, `StorageError`.
    func slurmQueue(of name: RunName, on slurm: Slurm) throws -> SlurmQueue? {
        try liveJobs(of: name)?.queue(of: name.description, in: slurm)
    }

    /// The jobs of the newest submission, unless the one that collects has ended: it is the last.
    private func liveJobs(of name: RunName) throws -> SlurmJobs? {
        guard let jobs = try output.studies.jobs(of: name), !jobs.ids.isEmpty else { return nil }
        if let collecting = jobs.collecting, try output.studies.hasCollected(collecting, of: name) { return nil }
        return jobs
    }
}

// MARK: - In a task

extension JobRunner {
    /// Does what is missing of a chunk, as a task of an array.
    ///
    /// - Parameters:
    ///   - environment: of the process.
    ///   - began: when the process did.
    /// - Throws: `Stopped`, once what was reached is saved; `StudyError`, `StorageError`.
    package func runStudyTask(
        _ name: RunName, chunk number: Int, environment: [String: String], began: ContinuousClock.Instant,
        on slurm: Slurm
    ) throws {
        let task = SlurmTask(environment: environment)
        defer { if let task { try? output.studies.removeEmptyLog(ofTask: task.name, of: name) } }
        let patience = task == nil ? 0.0 : 120
        let chunks = try seen(patience) { try output.studies.chunks(of: name, with: number) }
        guard let chunks, let (role, trainings) = chunks[number] else {
            throw StudyError.unknownChunk(study: name.description, chunk: number)
        }
        let plan = try seen(patience) { try output.studies.plan(of: name).plan }
        guard let plan else { throw StorageError.studyNotFound(name) }
        let work = try StudyWork(plan, in: self, chunk: role == .search ? number : nil)
        do {
            try work.train(
                role, trainings, chunk: number,
                job: task?.name ?? "by-hand-\(ProcessInfo.processInfo.processIdentifier)")
        } catch let stopped as Stopped {
            if stopped.reason == .terminated, let task {
                do {
                    try task.requeueNearLimit(
                        limit: Double(chunks.timeLimit), elapsed: (ContinuousClock.now - began) / .seconds(1),
                        rowsAdded: work.countAdded, in: slurm)
                } catch {
                    // What is left is missing, then, until the study is run again.
                    for entry in Failure(error).entries { note(.warning, entry.message) }
                }
            }
            throw stopped
        }
        if let failure = work.firstFailure {
            throw StudyError.trainingsFailed(study: name.description, count: work.countFailed, first: failure)
        }
    }

    /// Something that another machine wrote: it may be seen, and whole, minutes later here.
    ///
    /// - Parameter patience: seconds to look for it.
    private func seen<Value>(_ patience: Double, _ read: () throws -> Value?) throws -> Value? {
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            let result = Result { try read() }
            if case .success(let value?) = result { return value }
            if case .failure(let error) = result, !(error is StorageError) { throw error }
            guard ContinuousClock.now < end else { return try result.get() }
            try stop.check()
            Thread.sleep(forTimeInterval: 0.5)
        }
    }
}

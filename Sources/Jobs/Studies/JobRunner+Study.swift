import Foundation
import Glibc
import Households
import Learning
import Reports
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage

/// What a study came to when a process was done with it.
package struct StudyEnd: Sendable {
    package var progress: StudyProgress
    /// What was rendered.
    package var files: [FilePath] = []
}

extension JobRunner {
    /// Trains what is missing of a study, collects what is there, and renders it.
    ///
    /// - Throws: `Stopped` once what was reached is saved; `StudyError`, `InvalidStudy`, `JobError`, `StorageError`,
    ///   `ReportError`.
    package func runStudy(_ request: StudyRequest, report: StudyReportRequest, with renderer: ReportRenderer) throws
        -> StudyEnd
    {
        let (wanted, text) = try studyPlan(request)
        let lock = try output.studies.lock(wanted.name)
        let plan = try output.studies.begin(
            wanted, text: text, isExtending: request.isExtending, isRetrying: request.isRetrying, lock)
        let work = try StudyWork(plan, in: self)
        tell(.studyStarted(study: plan.name.description, trainings: work.count, done: work.countDone))
        let began = ContinuousClock.now
        func stopped(_ reason: Stopped) -> Stopped {
            tell(
                .studyStopped(
                    study: plan.name.description, done: work.countDone, trainings: work.count,
                    elapsed: (ContinuousClock.now - began) / .seconds(1)))
            return reason
        }
        do {
            try work.train(jobs: request.jobs, isRetrying: request.isRetrying, chunk: "here", lock)
        } catch let reason as Stopped {
            throw stopped(reason)
        }
        let end = try collect(plan, report, lock, with: renderer)
        tell(
            .studyCompleted(
                study: plan.name.description, trainings: work.count,
                elapsed: (ContinuousClock.now - began) / .seconds(1)))
        if let failed = work.firstFailure {
            throw StudyError.trainingsFailed(
                study: plan.name.description, count: end.progress.failed, first: failed)
        }
        return end
    }

    /// Collects what is there of a study, and renders it.
    ///
    /// - Throws: as `runStudy`.
    package func reportStudy(
        _ name: RunName, report: StudyReportRequest, with renderer: ReportRenderer
    ) throws -> StudyEnd {
        let (plan, _) = try output.studies.plan(of: name)
        let lock = try output.studies.lock(name)
        return try collect(plan, report, lock, with: renderer)
    }
}

extension JobRunner {
    /// Asks whoever trains a study to stop, here and on Slurm, and waits until that is done. What works on it on
    /// another machine is most often a job of it, and ends with the others.
    ///
    /// - Throws: `StudyError.notRunning`, `JobError.notStopped`, `.runsElsewhere`, `SlurmError`, `StorageError`.
    package func stopStudy(_ name: RunName, on slurm: Slurm) throws {
        guard try output.studies.exists(name) else { throw StorageError.studyNotFound(name) }
        let isStoppedHere = try stopProcess(of: name)
        let areJobsStopped = try stopJobs(of: name, on: slurm)
        if let other = try output.studies.running(name), let host = other.otherHost {
            throw JobError.runsElsewhere(name.description, host: host, process: other.processID)
        }
        if !isStoppedHere, !areJobsStopped { throw StudyError.notRunning(name.description) }
    }

    /// - Returns: false where no process of this machine works on the study.
    private func stopProcess(of name: RunName) throws -> Bool {
        guard let running = try output.studies.running(name), try output.studies.isHeld(by: running) else {
            return false
        }
        guard kill(running.processID, SIGTERM) == 0 else {
            let number = Errno(rawValue: errno)
            if number == .noSuchProcess { return true }
            throw JobError.notStopped(name.description, process: running.processID, number)
        }
        while try output.studies.isHeld(by: running) { usleep(20_000) }
        return true
    }
}

/// How whoever waits for the jobs of a study looks whether they have ended: at files, which costs Slurm nothing, and at
/// the queue no more often than every two minutes.
package struct SlurmPatience {
    /// Seconds between two calls of `squeue`, at least.
    package static let betweenCalls = 120.0
    /// Seconds between two looks at files: at first, and at most.
    private static let (firstLook, longestLook) = (0.5, 10.0)

    /// Seconds since some time in the past.
    private let now: () -> Double
    /// Sleeps for some seconds; throws where it is to wait no longer.
    private let sleep: (Double) throws -> Void

    package init(now: @escaping () -> Double, sleep: @escaping (Double) throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// Waits until all jobs have ended.
    ///
    /// - Parameters:
    ///   - firstCall: seconds until Slurm is asked for the first time.
    ///   - isEnded: whether files say that they have.
    ///   - isQueueEmpty: asks Slurm.
    /// - Throws: what the functions throw.
    package func wait(
        firstCall: Double = betweenCalls, until isEnded: () throws -> Bool,
        orQueueIsEmpty isQueueEmpty: () throws -> Bool
    ) throws {
        var nextCall = now() + firstCall
        var pause = Self.firstLook
        while try !isEnded() {
            if now() >= nextCall {
                if try isQueueEmpty() { return }
                nextCall = now() + Self.betweenCalls
            }
            try sleep(max(0, min(pause, nextCall - now())))
            pause = min(pause * 1.5, Self.longestLook)
        }
    }
}

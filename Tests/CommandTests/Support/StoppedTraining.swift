import Testing

/// A training of the small household that a test stops before its end.
enum StoppedTraining {
    /// The first that `attempt` stopped in time.
    ///
    /// On a busy machine a short training may be over before the signal reaches it; the next one is longer.
    /// - Parameter attempt: trains for so many episodes; nil where the training came to its end.
    static func first<Result>(_ attempt: (_ episodes: Int) throws -> Result?) throws -> Result {
        for episodes in [6000, 30_000] {
            if let result = try attempt(episodes) { return result }
        }
        return try #require(try attempt(150_000), "every training was over before it was stopped")
    }
}

extension ContinuousClock {
    /// Seconds that `body` takes, by the wall clock.
    func seconds(of body: () throws -> Void) rethrows -> Double {
        try measure(body) / .seconds(1)
    }

    /// Seconds that one of `repetitions` takes, after a tenth of them to warm up.
    func seconds(each repetitions: Int, _ body: () -> Void) -> Double {
        for _ in 0..<repetitions / 10 { body() }
        return seconds { for _ in 0..<repetitions { body() } } / Double(repetitions)
    }
}

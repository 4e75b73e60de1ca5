import Foundation
import Glibc

/// Feeds inputs to one reader, in a process of its own: a crash must not take the judge along.
struct FuzzWorker {
    let target: FuzzTarget
    let seed: UInt64
    /// Where the number of the input is written before it is read.
    let progress: String

    /// Seconds of processor time that an input may take.
    private static let longestTime = 2.0
    /// Bytes that the process may grow by through one input, and that it may ever have.
    private static let largestGrowth = 128 << 20
    private static let largestProcess: rlim_t = 4 << 30
    /// Bytes of an input that are shown where it fails.
    private static let shownBytes = 400
    /// Inputs after which whatever is made once has been made.
    private static let warmUp = 50

    /// Reads the inputs of a range.
    /// - Returns: how many were accepted.
    /// - Throws: `BenchmarkFailure` for the first input that something is wrong with.
    func run(_ inputs: Range<Int>) throws -> Int {
        var limit = rlimit(rlim_cur: Self.largestProcess, rlim_max: Self.largestProcess)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        let file = try FileHandle(forWritingTo: URL(filePath: progress))
        let reader = try target.reader()
        var accepted = 0
        for number in inputs {
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Data("\(number)\n".utf8))
            var random = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03)
            let input = reader.input(&random)
            do {
                let isWarm = number > inputs.lowerBound + Self.warmUp
                if try Self.within(bounds: isWarm, { try reader.read(input) }) { accepted += 1 }
            } catch {
                let text = String(decoding: input.prefix(Self.shownBytes), as: UTF8.self).debugDescription
                throw BenchmarkFailure("input \(number) of \(input.count) bytes: \(error)\n  \(text)")
            }
        }
        return accepted
    }

    /// Runs `body`, and looks at what that cost.
    private static func within(bounds isMemoryBounded: Bool, _ body: () throws -> Bool) throws -> Bool {
        let before = Usage.now
        let accepted = try body()
        let after = Usage.now
        let (seconds, growth) = (after.seconds - before.seconds, after.peak - before.peak)
        if seconds > longestTime { throw BenchmarkFailure("took \(seconds) s") }
        if isMemoryBounded, growth > largestGrowth { throw BenchmarkFailure("took \(growth >> 20) MiB") }
        return accepted
    }

    /// What the process has used so far.
    private struct Usage {
        var seconds: Double
        /// Bytes.
        var peak: Int

        static var now: Usage {
            var usage = rusage()
            getrusage(RUSAGE_SELF.rawValue, &usage)
            let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
            let system = Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
            return Usage(seconds: user + system, peak: usage.ru_maxrss * 1024)
        }
    }
}

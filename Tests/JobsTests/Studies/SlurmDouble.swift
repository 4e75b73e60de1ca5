import Jobs
import Synchronization

/// Programs of Slurm that answer what a test says, and remember how they were called.
final class SlurmDouble: Sendable {
    struct Call: Equatable {
        var program: String
        var arguments: [String]
        var input = ""
    }

    private let state = Mutex<(calls: [Call], jobs: Int)>(([], 100))
    private let answer: @Sendable (Call) -> Slurm.Answer?

    /// - Parameter answer: nil for what Slurm answers where all is well: ids from 101, and an array of eight at most.
    init(_ answer: @escaping @Sendable (Call) -> Slurm.Answer? = { _ in nil }) { self.answer = answer }

    var calls: [Call] { state.withLock { $0.calls } }

    func calls(of program: String) -> [[String]] { calls.filter { $0.program == program }.map(\.arguments) }

    var slurm: Slurm {
        Slurm(
            sbatch: { try self.call("sbatch", $0, $1) }, squeue: { try self.call("squeue", $0, $1) },
            scancel: { try self.call("scancel", $0, $1) }, scontrol: { try self.call("scontrol", $0, $1) })
    }

    private func call(_ program: String, _ arguments: [String], _ input: String) throws -> Slurm.Answer {
        let call = Call(program: program, arguments: arguments, input: input)
        state.withLock { $0.calls.append(call) }
        if let answer = answer(call) { return answer }
        switch program {
        case "sbatch":
            return Slurm.Answer(
                output: state.withLock { state in
                    state.jobs += 1
                    return "\(state.jobs)\n"
                })
        case "scontrol" where arguments == ["show", "config"]:
            return Slurm.Answer(
                output: "Configuration data as of now\nMaxArrayTasks         = 5\nMaxArraySize            = 8\n")
        default: return Slurm.Answer()
        }
    }
}

import CMachinePeak
import CNumericKernels
import NumericKernels
import Synchronization

/// How fast this machine's arithmetic can go at all: fused multiply-adds in registers.
struct MachinePeak {
    let threads: Int

    /// Floating-point operations a second; nil where the peak is not known.
    func measure() -> Double? {
        let operations = Mutex(0.0)
        let team = WorkerTeam(count: threads)
        let seconds = ContinuousClock().seconds {
            team.run { _ in
                let done = machine_peak_run(20_000_000)
                operations.withLock { $0 += done }
            }
        }
        let done = operations.withLock { $0 }
        return done > 0 ? done / seconds : nil
    }
}

/// One product of the forward or backward pass of a network 10–64–64–3, on a tile of 64 rows.
struct KernelSpeed {
    let name: String
    let rows, columns, inner: Int
    let epilogue: nk_epilogue
    var isTransposed = false

    /// In the order of the passes.
    static let all = [
        KernelSpeed(name: "x·W1 + b, tanh", rows: 64, columns: 64, inner: 10, epilogue: .biasTanh),
        KernelSpeed(name: "h1·W2 + b, tanh", rows: 64, columns: 64, inner: 64, epilogue: .biasTanh),
        KernelSpeed(name: "h2·W3 + b", rows: 64, columns: 8, inner: 64, epilogue: .bias),
        KernelSpeed(name: "h2ᵀ·∂y", rows: 64, columns: 8, inner: 64, epilogue: .accumulate, isTransposed: true),
        KernelSpeed(name: "∂y·W3ᵀ, tanh′", rows: 64, columns: 64, inner: 3, epilogue: .tanhGradient),
        KernelSpeed(name: "h1ᵀ·∂h2", rows: 64, columns: 64, inner: 64, epilogue: .accumulate, isTransposed: true),
        KernelSpeed(name: "∂h2·W2ᵀ, tanh′", rows: 64, columns: 64, inner: 64, epilogue: .tanhGradient),
        KernelSpeed(name: "xᵀ·∂h1", rows: 10, columns: 64, inner: 64, epilogue: .accumulate, isTransposed: true),
    ]

    /// Floating-point operations a second; those of the product alone, as if tanh cost nothing.
    func measure(_ kernels: Kernels = .best) -> Double {
        let a = buffer(rows * inner)
        let b = buffer(inner * columns)
        let c = buffer(rows * columns)
        let operand = buffer(rows * columns)
        let view =
            isTransposed ? MatrixView(transposing: a.base, columns: rows) : MatrixView(a.base, columns: inner)
        let operations = 2 * rows * columns * inner
        let seconds = ContinuousClock().seconds(each: 4_000_000_000 / operations) {
            kernels.multiply(
                rows: rows, columns: columns, inner: inner, view, b.base, into: c.base, epilogue: epilogue,
                operand: operand.base)
        }
        return Double(operations) / seconds
    }

    /// Small numbers: what is added up again and again stays finite.
    private func buffer(_ count: Int) -> FloatBuffer {
        let result = FloatBuffer(count: count)
        for index in 0..<count { result[index] = Float(index % 17 - 8) * 0.01 }
        return result
    }
}

/// One elementary function, or the optimiser's step, over an array that fits the first-level cache.
enum ElementSpeed: String, CaseIterable {
    case tanh, exp
    case adam = "Adam's step"

    private static let count = 2048

    /// Nanoseconds an element.
    func measure(_ kernels: Kernels = .best) -> Double {
        let buffers = (0..<4).map { _ in FloatBuffer(count: Self.count) }
        for index in 0..<Self.count { buffers[0][index] = Float(index % 200 - 100) * 0.03 }
        let step = nk_adam_step(
            learning_rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-5, correction1: 0.5, correction2: 0.5,
            gradient_scale: 1)
        let seconds = ContinuousClock().seconds(each: 80_000) {
            switch self {
            case .tanh: kernels.tanh(buffers[0].base, into: buffers[1].base, count: Self.count)
            case .exp: kernels.exp(buffers[0].base, into: buffers[1].base, count: Self.count)
            case .adam:
                kernels.adam(
                    step, parameters: buffers[1].base, gradient: buffers[0].base, firstMoment: buffers[2].base,
                    secondMoment: buffers[3].base, count: Self.count)
            }
        }
        return seconds * 1e9 / Double(Self.count)
    }
}

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

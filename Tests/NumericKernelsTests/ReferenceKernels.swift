import Foundation
import NumericKernels

/// The kernels as anyone would write them down: element by element, in double precision, without strides or blocks.
enum ReferenceKernels {
    enum Epilogue: CaseIterable {
        case store, accumulate, bias, biasTanh, tanhGradient
    }

    /// C from A [rows × inner] and B [inner × columns], and for each element the sum of the sizes of what was added up,
    /// by which rounding errors are measured.
    static func multiply(
        _ a: ReferenceMatrix, _ b: ReferenceMatrix, into c: ReferenceMatrix, epilogue: Epilogue,
        operand: ReferenceMatrix
    ) -> (result: ReferenceMatrix, size: ReferenceMatrix) {
        var (result, size) = (c, c)
        for i in 0..<a.rows {
            for j in 0..<b.columns {
                var (sum, sizes) = (0.0, 0.0)
                for p in 0..<a.columns {
                    sum += a[i, p] * b[p, j]
                    sizes += abs(a[i, p] * b[p, j])
                }
                result[i, j] =
                    switch epilogue {
                    case .store: sum
                    case .accumulate: c[i, j] + sum
                    case .bias: sum + operand[0, j]
                    case .biasTanh: Foundation.tanh(sum + operand[0, j])
                    case .tanhGradient: sum * (1 - operand[i, j] * operand[i, j])
                    }
                size[i, j] = sizes + abs(c[i, j]) + abs(operand[epilogue == .tanhGradient ? i : 0, j]) + 1
            }
        }
        return (result, size)
    }

    /// `sums` and the column sums of `x`.
    static func addColumnSums(_ x: ReferenceMatrix, to sums: [Double]) -> [Double] {
        (0..<x.columns).map { j in (0..<x.rows).reduce(sums[j]) { $0 + x[$1, j] } }
    }

    static func sumOfSquares(_ x: [Float]) -> Double {
        x.reduce(0) { $0 + Double($1) * Double($1) }
    }
}

/// A matrix without any cleverness.
struct ReferenceMatrix: Equatable {
    let rows, columns: Int
    var elements: [Double]

    init(rows: Int, columns: Int, _ element: (Int, Int) -> Double) {
        self.rows = rows
        self.columns = columns
        elements = (0..<rows).flatMap { row in (0..<columns).map { element(row, $0) } }
    }

    subscript(row: Int, column: Int) -> Double {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    var transposed: ReferenceMatrix { ReferenceMatrix(rows: columns, columns: rows) { self[$1, $0] } }

    /// Row by row, as kernels want it.
    var floats: [Float] { elements.map { Float($0) } }
}

/// Adam as the paper has it (Kingma & Ba 2015, algorithm 1), for one parameter.
struct ReferenceAdam {
    var parameter: Double
    private(set) var first = 0.0
    private(set) var second = 0.0
    private var steps = 0
    let rate: Double

    init(parameter: Double, rate: Double) {
        self.parameter = parameter
        self.rate = rate
    }

    mutating func step(gradient: Double) {
        steps += 1
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient * gradient
        let unbiasedFirst = first / (1 - pow(0.9, Double(steps)))
        let unbiasedSecond = second / (1 - pow(0.999, Double(steps)))
        parameter -= rate * unbiasedFirst / (unbiasedSecond.squareRoot() + 1e-5)
    }
}

/// Reproducible numbers for tests that are not about randomness: N(0, 1), rounded to single precision.
struct TestNumbers {
    private let random: CounterRandom
    private var drawn: UInt32 = 0

    init(_ seed: UInt64) {
        random = CounterRandom(seed: seed, purpose: .trainingShock)
    }

    mutating func next() -> Double {
        defer { drawn += 1 }
        return Double(Float(random.normals(index: 0, counter: drawn)[0]))
    }

    mutating func matrix(rows: Int, columns: Int) -> ReferenceMatrix {
        ReferenceMatrix(rows: rows, columns: columns) { _, _ in next() }
    }
}

import CNumericKernels
import NumericKernels
import Testing

@Suite("Kernels: matrix products")
struct KernelsProductTests {
    /// [rows, columns, inner]: every remainder of the blocks of 4 and 8 rows, stripes of every width and two of them,
    /// one inner step.
    static let shapes = [
        [1, 8, 1], [2, 16, 3], [3, 24, 10], [4, 8, 5], [5, 64, 10], [7, 40, 64], [8, 16, 8], [9, 8, 16], [11, 24, 1],
        [13, 16, 17], [15, 8, 3], [64, 64, 10], [67, 8, 64],
        [9, 72, 5], [6, 104, 7], [14, 128, 2], [64, 64, 64],
    ]

    @Test(arguments: shapes, ReferenceKernels.Epilogue.allCases)
    func agreesWithThePlainProduct(shape: [Int], epilogue: ReferenceKernels.Epilogue) {
        let problem = ProductProblem(shape: shape, epilogue: epilogue)
        let (expected, size) = problem.reference
        for isTransposed in [false, true] {
            let result = problem.run(.best, isTransposed: isTransposed)
            let wrong = result.indices.filter { index in
                let bound = 0x1p-24 * Double(problem.a.columns + 6) * size.elements[index]
                return !(abs(Double(result[index]) - expected.elements[index]) <= bound)
            }
            #expect(wrong.isEmpty, "\(shape) \(epilogue)")
        }
    }

    @Test(arguments: shapes, ReferenceKernels.Epilogue.allCases)
    func allTablesGiveTheSameBits(shape: [Int], epilogue: ReferenceKernels.Epilogue) {
        let problem = ProductProblem(shape: shape, epilogue: epilogue)
        for isTransposed in [false, true] {
            let best = problem.run(.best, isTransposed: isTransposed).map(\.bitPattern)
            for kernels in Kernels.all {
                #expect(best == problem.run(kernels, isTransposed: isTransposed).map(\.bitPattern), "\(kernels.name)")
            }
        }
    }

    @Test(arguments: ReferenceKernels.Epilogue.allCases)
    func rowsDoNotDependOnTheirNeighbours(epilogue: ReferenceKernels.Epilogue) {
        let problem = ProductProblem(shape: [37, 24, 19], epilogue: epilogue)
        let whole = problem.run(.best).map(\.bitPattern)
        for height in [1, 2, 3, 5, 8, 13] {
            var pieces: [UInt32] = []
            for start in stride(from: 0, to: 37, by: height) {
                pieces += problem.rows(start..<min(start + height, 37)).run(.best).map(\.bitPattern)
            }
            #expect(pieces == whole, "in pieces of \(height) rows")
        }
    }

    @Test func columnsDoNotDependOnTheirNeighbours() {
        let wide = ProductProblem(shape: [6, 88, 9], epilogue: .store)
        let whole = wide.run(.best)
        for start in stride(from: 0, to: 88, by: 8) {
            let b = ReferenceMatrix(rows: 9, columns: 8) { wide.b[$0, start + $1] }
            let narrow = ProductProblem(a: wide.a, b: b, c: ReferenceMatrix(rows: 6, columns: 8) { _, _ in 0 })
            let expected = (0..<6).flatMap { row in (0..<8).map { whole[row * 88 + start + $0] } }
            #expect(narrow.run(.best) == expected)
        }
    }

    @Test func whatIsNotANumberStaysSo() {
        var problem = ProductProblem(shape: [5, 8, 3], epilogue: .biasTanh)
        problem.a[2, 1] = .nan
        let result = problem.run(.best)
        for row in 0..<5 {
            for column in 0..<8 { #expect(result[row * 8 + column].isNaN == (row == 2)) }
        }
    }
}

/// A product with all that goes in.
struct ProductProblem {
    var a, b, c, operand: ReferenceMatrix
    let epilogue: ReferenceKernels.Epilogue

    init(shape: [Int], epilogue: ReferenceKernels.Epilogue) {
        var numbers = TestNumbers(UInt64(shape[0] * 10_000 + shape[1] * 100 + shape[2]))
        a = numbers.matrix(rows: shape[0], columns: shape[2])
        b = numbers.matrix(rows: shape[2], columns: shape[1])
        c = numbers.matrix(rows: shape[0], columns: shape[1])
        operand = numbers.matrix(rows: epilogue == .tanhGradient ? shape[0] : 1, columns: shape[1])
        self.epilogue = epilogue
    }

    init(a: ReferenceMatrix, b: ReferenceMatrix, c: ReferenceMatrix) {
        (self.a, self.b, self.c, operand, epilogue) = (a, b, c, c, .store)
    }

    /// The same for some of the rows.
    func rows(_ range: Range<Int>) -> ProductProblem {
        func part(_ matrix: ReferenceMatrix) -> ReferenceMatrix {
            ReferenceMatrix(rows: range.count, columns: matrix.columns) { matrix[range.lowerBound + $0, $1] }
        }
        var result = self
        result.a = part(a)
        result.c = part(c)
        if epilogue == .tanhGradient { result.operand = part(operand) }
        return result
    }

    var reference: (result: ReferenceMatrix, size: ReferenceMatrix) {
        ReferenceKernels.multiply(a, b, into: c, epilogue: epilogue, operand: operand)
    }

    /// C by the kernels.
    ///
    /// - Parameter isTransposed: whether A is handed over as the transpose of its transpose.
    func run(_ kernels: Kernels, isTransposed: Bool = false) -> [Float] {
        var result = c.floats
        let left = isTransposed ? a.transposed.floats : a.floats
        left.withUnsafeBufferPointer { left in
            guard let base = left.baseAddress else { return }
            let view =
                isTransposed ? MatrixView(transposing: base, columns: a.rows) : MatrixView(base, columns: a.columns)
            kernels.multiply(
                rows: a.rows, columns: b.columns, inner: a.columns, view, b.floats, into: &result,
                epilogue: epilogue.kernel, operand: operand.floats)
        }
        return result
    }
}

extension ReferenceKernels.Epilogue {
    var kernel: nk_epilogue {
        switch self {
        case .store: .store
        case .accumulate: .accumulate
        case .bias: .bias
        case .biasTanh: .biasTanh
        case .tanhGradient: .tanhGradient
        }
    }
}

import CNumericKernels
import Foundation
import NumericKernels
import Testing

@Suite("Kernels: sums, transposes, the optimiser's step")
struct KernelsVectorTests {
    @Test(arguments: [0, 1, 2, 7, 64, 131], [8, 24, 64])
    func columnSumsAgreeWithPlainOnes(rows: Int, columns: Int) {
        var numbers = TestNumbers(UInt64(rows * 100 + columns))
        let x = numbers.matrix(rows: rows, columns: columns)
        let start = numbers.matrix(rows: 1, columns: columns)
        let expected = ReferenceKernels.addColumnSums(x, to: start.elements)
        let sums = Kernels.all.map { kernels in
            var sums = start.floats
            kernels.addColumnSums(rows: rows, columns: columns, of: x.floats + [0], to: &sums)
            return sums
        }
        for (value, exact) in zip(sums[0], expected) { #expect(abs(Double(value) - exact) < 1e-6 * Double(rows + 8)) }
        for other in sums { #expect(other.map(\.bitPattern) == sums[0].map(\.bitPattern)) }
    }

    /// However many rows there are beside one.
    @Test(arguments: [0, 1, 7, 8, 131], [8, 24, 64])
    func projectionsAgreeWithPlainOnes(rows: Int, inner: Int) {
        var numbers = TestNumbers(UInt64(rows * 100 + inner))
        let a = numbers.matrix(rows: rows, columns: inner)
        let b = numbers.matrix(rows: 1, columns: inner)
        let all = Kernels.all.map { kernels in
            var result = [Float](repeating: .nan, count: rows + 1)
            kernels.project(rows: rows, inner: inner, a.floats + [0], b.floats, bias: 0.5, into: &result)
            return result
        }
        for row in 0..<rows {
            let exact = (0..<inner).reduce(0.5) { $0 + a[row, $1] * b[0, $1] }
            #expect(abs(Double(all[0][row]) - exact) < 1e-6 * Double(inner))
            var alone = Float.nan
            Kernels.best.project(
                rows: 1, inner: inner, Array(a.floats[(row * inner)...]), b.floats, bias: 0.5, into: &alone)
            #expect(alone.bitPattern == all[0][row].bitPattern)
        }
        for other in all { #expect(other.map(\.bitPattern) == all[0].map(\.bitPattern)) }
        #expect(all[0][rows].isNaN)
    }

    @Test(arguments: [[1, 1, 1], [3, 5, 5], [8, 16, 24], [64, 64, 64], [16, 3, 8], [19, 13, 24]])
    func transposesPartsOfMatrices(shape: [Int]) {
        let (rows, columns, stride) = (shape[0], shape[1], shape[2])
        var numbers = TestNumbers(7)
        let x = numbers.matrix(rows: rows, columns: stride)
        let expected = (0..<columns).flatMap { column in (0..<rows).map { Float(x[$0, column]) } }
        for kernels in Kernels.all {
            var result = [Float](repeating: .nan, count: rows * columns)
            kernels.transpose(rows: rows, columns: columns, of: x.floats, stride: stride, into: &result)
            #expect(result == expected)
        }
    }

    @Test(arguments: [0, 8, 16, 24, 4096, 4104])
    func sumOfSquaresAgreesWithThePlainOne(count: Int) {
        var numbers = TestNumbers(UInt64(count))
        let x = (0..<max(count, 1)).map { _ in Float(numbers.next()) }
        let exact = ReferenceKernels.sumOfSquares(Array(x.prefix(count)))
        let best = Kernels.best.sumOfSquares(x, count: count)
        #expect(abs(best - exact) <= 1e-6 * exact)
        for kernels in Kernels.all { #expect(best.bitPattern == kernels.sumOfSquares(x, count: count).bitPattern) }
    }

    @Test func sumOfSquaresShowsWhatIsNotFinite() {
        #expect(Kernels.best.sumOfSquares([1, 2, .nan, 4, 5, 6, 7, 8], count: 8).isNaN)
        #expect(Kernels.best.sumOfSquares([1, 2, .infinity, 4, 5, 6, 7, 8], count: 8) == .infinity)
    }

    @Test(arguments: [1.0, 0.25])
    func adamAgreesWithThePaper(scale: Double) {
        var numbers = TestNumbers(11)
        var references = (0..<24).map { _ in ReferenceAdam(parameter: numbers.next(), rate: 0.01) }
        let start = references.map { Float($0.parameter) }
        var states = Kernels.all.map { _ in AdamState(start) }
        for step in 1...200 {
            let gradient = references.indices.map { Float(numbers.next() + Double($0) - 12) }
            for index in references.indices { references[index].step(gradient: scale * Double(gradient[index])) }
            for (index, kernels) in Kernels.all.enumerated() {
                states[index].step(kernels, step: step, gradient: gradient, scale: scale)
            }
        }
        for (index, reference) in references.enumerated() {
            #expect(abs(Double(states[0].parameters[index]) - reference.parameter) < 2e-4)
            #expect(abs(Double(states[0].first[index]) - reference.first) < 1e-5 * (1 + abs(reference.first)))
            #expect(abs(Double(states[0].second[index]) - reference.second) < 3e-5 * (1 + reference.second))
        }
        for state in states { #expect(state == states[0]) }
    }

    @Test func adamLeavesPaddingAlone() {
        var state = AdamState([0, 0, 0, 0, 0, 0, 0, 0])
        state.step(.best, step: 1, gradient: [Float](repeating: 0, count: 8), scale: 1)
        #expect(state == AdamState([0, 0, 0, 0, 0, 0, 0, 0]))
    }
}

/// Parameters and what Adam remembers of them.
private struct AdamState: Equatable {
    var parameters, first, second: [Float]

    init(_ parameters: [Float]) {
        self.parameters = parameters
        first = parameters.map { _ in 0 }
        second = first
    }

    mutating func step(_ kernels: Kernels, step: Int, gradient: [Float], scale: Double) {
        kernels.adam(
            nk_adam_step(
                learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-5,
                correction1: Float(1 - pow(0.9, Double(step))), correction2: Float(1 - pow(0.999, Double(step))),
                gradient_scale: Float(scale)),
            parameters: &parameters, gradient: gradient, firstMoment: &first, secondMoment: &second,
            count: parameters.count)
    }
}

import Foundation
import NumericKernels
import Testing

@Suite("Kernels: elementary functions")
struct KernelsFunctionTests {
    enum Function: CaseIterable {
        case tanh, exp, asinh
    }

    @Test func hyperbolicTangentIsGoodToAFewUnits() {
        let points = magnitudes(from: -38, to: 0.9).flatMap { [$0, -$0] }.filter { abs($0) < 7.9 }
        expect(.tanh, of: points, within: 4) { Foundation.tanh($0) }
    }

    /// It is cut off at 7.9, where 1 − tanh is 2.75e-7: less than five spacings below 1 of single precision.
    @Test func hyperbolicTangentStaysBelowOne() {
        let points: [Float] = [7.9, 8, 20, 1e10, .greatestFiniteMagnitude, .infinity]
        expect(.tanh, of: points, within: 5) { Foundation.tanh($0) }
        let values = apply(.tanh, to: points)
        for value in values { #expect(value < 1 && value == values[0]) }
        #expect(apply(.tanh, to: [-8, -.infinity]) == [-values[0], -values[0]])
        #expect(apply(.tanh, to: [0]) == [0])
    }

    @Test func exponentialIsGoodToAFewUnits() {
        let points = (-87_000...87_000).map { Float($0) / 1000 } + magnitudes(from: -38, to: 1.9).flatMap { [$0, -$0] }
        expect(.exp, of: points.filter { abs($0) <= 87 }, within: 4) { Foundation.exp($0) }
        #expect(apply(.exp, to: [0, -0.0]) == [1, 1])
    }

    @Test func exponentialSaturates() {
        let edges = apply(.exp, to: [87, -87])
        #expect(apply(.exp, to: [87.1, 1000, .infinity]) == [edges[0], edges[0], edges[0]])
        #expect(apply(.exp, to: [-87.1, -1000, -.infinity]) == [edges[1], edges[1], edges[1]])
        #expect(edges[0].isFinite && edges[1] > 0)
    }

    @Test func inverseHyperbolicSineIsGoodToAFewUnits() {
        let points = magnitudes(from: -38, to: 18).flatMap { [$0, -$0] }
        expect(.asinh, of: points, within: 4) { Foundation.asinh($0) }
        #expect(apply(.asinh, to: [0, -0.0]) == [0, 0])
        let edge = apply(.asinh, to: [1e18])[0]
        #expect(apply(.asinh, to: [1e19, .infinity, -1e30]) == [edge, edge, -edge])
    }

    @Test(arguments: Function.allCases)
    func whatIsNotANumberStaysSo(function: Function) {
        let values = apply(function, to: [.nan, 1, -.nan, .signalingNaN])
        #expect(values.map(\.isNaN) == [true, false, true, true])
    }

    @Test(arguments: Function.allCases)
    func allTablesGiveTheSameBits(function: Function) {
        let positive = magnitudes(from: -37.8, to: 38.5)
        let points = positive + positive.map { -$0 } + [.infinity, -.infinity, 0, -0.0]
        let best = apply(function, to: points).map(\.bitPattern)
        for kernels in Kernels.all {
            #expect(best == apply(function, to: points, kernels).map(\.bitPattern), "\(kernels.name)")
        }
    }

    /// Numbers evenly spread over powers of ten.
    private func magnitudes(from low: Double, to high: Double) -> [Float] {
        (0...40_000).map { Float(pow(10, low + (high - low) * Double($0) / 40_000)) }.filter(\.isNormal)
    }

    private func apply(_ function: Function, to points: [Float], _ kernels: Kernels = .best) -> [Float] {
        let padded = points + Array(repeating: 1, count: Kernels.padded(points.count) - points.count)
        var result = [Float](repeating: 0, count: padded.count)
        switch function {
        case .tanh: kernels.tanh(padded, into: &result, count: padded.count)
        case .exp: kernels.exp(padded, into: &result, count: padded.count)
        case .asinh: kernels.asinh(padded, into: &result, count: padded.count)
        }
        return Array(result.prefix(points.count))
    }

    /// Expects every value within `units` spacings of single precision of the exact one.
    private func expect(
        _ function: Function, of points: [Float], within units: Double, reference: (Double) -> Double
    ) {
        var worst = (error: 0.0, point: Float(0))
        for (point, value) in zip(points, apply(function, to: points)) {
            let exact = reference(Double(point))
            let spacing = max(Double(Float(exact).ulp), Double(Float.leastNormalMagnitude) * 0x1p-23)
            let error = abs(Double(value) - exact) / spacing
            // The comparison is false for what is not a number, too.
            if !(error <= worst.error) { worst = (error, point) }
        }
        #expect(worst.error <= units, "\(function)(\(worst.point)) is off by \(worst.error) ulp")
    }
}

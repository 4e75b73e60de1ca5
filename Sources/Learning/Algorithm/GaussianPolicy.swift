import Foundation

/// A diagonal Gaussian over a few unbounded numbers whose standard deviation does not depend on the state.
package struct GaussianPolicy: Sendable {
    /// Numbers in an action, 3 or 4; what a vector holds beyond is 0.
    package let count: Int
    package let logStd: SIMD4<Float>
    package let std: SIMD4<Float>
    package let inverseStd: SIMD4<Float>
    /// −Σ(log σ + ½·log 2π).
    private let logNormalization: Float

    package init(logStd: SIMD4<Float>, count: Int) {
        self.count = count
        self.logStd = logStd
        std = SIMD4(exp(logStd[0]), exp(logStd[1]), exp(logStd[2]), exp(logStd[3]))
        inverseStd = 1 / std
        logNormalization = -(logStd.sum() + Float(count) * Self.halfLogTwoPi)
    }

    private static let halfLogTwoPi = Float(0.5 * log(2 * Double.pi))

    /// mean + σ·noise.
    @inline(__always)
    package func sample(mean: SIMD4<Float>, noise: SIMD4<Float>) -> SIMD4<Float> {
        mean + std * noise
    }

    /// (action − mean)/σ.
    @inline(__always)
    package func standardized(_ action: SIMD4<Float>, mean: SIMD4<Float>) -> SIMD4<Float> {
        (action - mean) * inverseStd
    }

    /// log π(action): −½·Σz² − Σ(log σ + ½·log 2π) of the standardised action z.
    @inline(__always)
    package func logProbability(standardized z: SIMD4<Float>) -> Float {
        logNormalization - 0.5 * (z * z).sum()
    }

    /// Σ(log σ + ½·log 2πe).
    package var entropy: Float {
        logStd.sum() + Float(count) * (Self.halfLogTwoPi + 0.5)
    }
}

/// The first `count` numbers in row `row` of a table of `stride` columns; 0 in the rest.
@inline(__always)
func vector(_ base: UnsafePointer<Float>, _ row: Int, stride: Int, count: Int) -> SIMD4<Float> {
    let place = base + row &* stride
    return SIMD4(place[0], place[1], place[2], count > 3 ? place[3] : 0)
}

@inline(__always)
func store(_ value: SIMD4<Float>, _ base: UnsafeMutablePointer<Float>, _ row: Int, stride: Int, count: Int) {
    let place = base + row &* stride
    place[0] = value[0]
    place[1] = value[1]
    place[2] = value[2]
    if count > 3 { place[3] = value[3] }
}

@inline(__always)
func store(_ value: SIMD3<Float>, _ place: UnsafeMutablePointer<Float>) {
    place[0] = value[0]
    place[1] = value[1]
    place[2] = value[2]
}

/// The numbers of an action in row `row` in a table of `stride` columns.
@inline(__always)
func triple(_ base: UnsafePointer<Float>, _ row: Int, stride: Int) -> SIMD3<Float> {
    let place = base + row &* stride
    return SIMD3(place[0], place[1], place[2])
}

extension SIMD4<Float> {
    /// Of an action of three numbers.
    var firstThree: SIMD3<Float> { SIMD3(self[0], self[1], self[2]) }
}

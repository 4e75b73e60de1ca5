import Foundation

/// A diagonal Gaussian over three unbounded numbers whose standard deviation does not depend on the state.
package struct GaussianPolicy: Sendable {
    package let logStd: SIMD3<Float>
    package let std: SIMD3<Float>
    package let inverseStd: SIMD3<Float>
    /// −Σ(log σ + ½·log 2π).
    private let logNormalization: Float

    package init(logStd: SIMD3<Float>) {
        self.logStd = logStd
        std = SIMD3(exp(logStd[0]), exp(logStd[1]), exp(logStd[2]))
        inverseStd = 1 / std
        logNormalization = -(logStd.sum() + Float(ActorCritic.actionCount) * Self.halfLogTwoPi)
    }

    private static let halfLogTwoPi = Float(0.5 * log(2 * Double.pi))

    /// mean + σ·noise.
    @inline(__always)
    package func sample(mean: SIMD3<Float>, noise: SIMD3<Float>) -> SIMD3<Float> {
        mean + std * noise
    }

    /// (action − mean)/σ.
    @inline(__always)
    package func standardized(_ action: SIMD3<Float>, mean: SIMD3<Float>) -> SIMD3<Float> {
        (action - mean) * inverseStd
    }

    /// log π(action): −½·Σz² − Σ(log σ + ½·log 2π) of the standardised action z.
    @inline(__always)
    package func logProbability(standardized z: SIMD3<Float>) -> Float {
        logNormalization - 0.5 * (z * z).sum()
    }

    /// Σ(log σ + ½·log 2πe).
    package var entropy: Float {
        logStd.sum() + Float(ActorCritic.actionCount) * (Self.halfLogTwoPi + 0.5)
    }
}

/// The numbers of an action in row `row` in a table of `stride` columns.
@inline(__always)
func triple(_ base: UnsafePointer<Float>, _ row: Int, stride: Int = ActorCritic.actionCount) -> SIMD3<Float> {
    let place = base + row &* stride
    return SIMD3(place[0], place[1], place[2])
}

@inline(__always)
func store(
    _ value: SIMD3<Float>, _ base: UnsafeMutablePointer<Float>, _ row: Int, stride: Int = ActorCritic.actionCount
) {
    let place = base + row &* stride
    place[0] = value[0]
    place[1] = value[1]
    place[2] = value[2]
}

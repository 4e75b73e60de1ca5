import Foundation

/// What random numbers are drawn for. Streams of different purposes never share a number.
package enum RandomPurpose: UInt32, Sendable, CaseIterable {
    case trainingShock, strategistNoise, executorNoise, lookaheadShock
    case strategistShuffle, executorShuffle
    case strategistActorWeights, strategistCriticWeights, executorActorWeights, executorCriticWeights
    case evaluationShock, evaluationRandomPolicy, ruleTuningShock
    case resampling, studyPoint, lookaheadReturn
    case exploringStart
    case validationShock
    case adviceShock
}

/// A counter-based generator, Philox 4×32-10 (Salmon et al. 2011): each number is a function of (seed, purpose, index,
/// counter) alone, so that any of them can be produced again by itself, by any thread, in any order.
package struct CounterRandom: Sendable {
    private let key: (UInt32, UInt32)
    private let purpose: UInt32

    package init(seed: UInt64, purpose: RandomPurpose) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.purpose = purpose.rawValue
    }

    /// Four uniform 32-bit integers.
    ///
    /// - Parameters:
    ///   - index: the episode or update the numbers belong to.
    ///   - counter: which block of four within it.
    package func block(index: UInt64, counter: UInt32) -> SIMD4<UInt32> {
        Philox.permute(
            SIMD4(counter, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), purpose),
            key: key)
    }

    /// The blocks of many indices and counters at once.
    ///
    /// - Parameters:
    ///   - count: a multiple of `Kernels.width`.
    ///   - words: [4 × count], first all first words.
    package func blocks(
        indices: UnsafePointer<UInt64>, counters: UnsafePointer<UInt32>, count: Int,
        into words: UnsafeMutablePointer<UInt32>, by kernels: Kernels = .best
    ) {
        kernels.philox(
            PhiloxStream(key0: key.0, key1: key.1, purpose: purpose), indices: indices, counters: counters,
            count: count, into: words)
    }

    /// Four independent numbers from N(0, 1), by the Box–Muller transform.
    package func normals(index: UInt64, counter: UInt32) -> SIMD4<Double> {
        let bits = block(index: index, counter: counter)
        let first = Self.boxMuller(bits[0], bits[1])
        let second = Self.boxMuller(bits[2], bits[3])
        return SIMD4(first.0, first.1, second.0, second.1)
    }

    /// Two independent numbers from N(0, 1) and one from U[0, 1).
    package func normalsAndUniform(index: UInt64, counter: UInt32) -> (normals: (Double, Double), uniform: Double) {
        let bits = block(index: index, counter: counter)
        return (Self.boxMuller(bits[0], bits[1]), Self.uniform(bits[2]))
    }

    /// The first normal of `normalsAndUniform`, and its uniform, at less cost.
    package func normalAndUniform(index: UInt64, counter: UInt32) -> (normal: Double, uniform: Double) {
        let bits = block(index: index, counter: counter)
        let (radius, angle) = Self.polar(bits[0], bits[1])
        return (radius * Foundation.cos(angle), Self.uniform(bits[2]))
    }

    /// Four numbers from U[0, 1), with 32 bits each.
    package func uniforms(index: UInt64, counter: UInt32) -> SIMD4<Double> {
        let bits = block(index: index, counter: counter)
        return SIMD4(Self.uniform(bits[0]), Self.uniform(bits[1]), Self.uniform(bits[2]), Self.uniform(bits[3]))
    }

    /// Puts `items` in random order (Fisher–Yates), with the numbers of `index`.
    package func shuffle(_ items: UnsafeMutableBufferPointer<Int32>, index: UInt64) {
        guard items.count > 1 else { return }
        var bits = SIMD4<UInt32>()
        var drawn = 0
        for last in stride(from: items.count - 1, to: 0, by: -1) {
            if drawn % 4 == 0 { bits = block(index: index, counter: UInt32(truncatingIfNeeded: drawn / 4)) }
            let other = Int((UInt64(bits[drawn % 4]) &* UInt64(last + 1)) >> 32)
            items.swapAt(last, other)
            drawn += 1
        }
    }

    /// A number from U[0, 1) out of a word of a block.
    package static func uniform(_ bits: UInt32) -> Double {
        Double(bits) * 0x1p-32
    }

    private static func boxMuller(_ first: UInt32, _ second: UInt32) -> (Double, Double) {
        let (radius, angle) = polar(first, second)
        return (radius * Foundation.cos(angle), radius * Foundation.sin(angle))
    }

    private static func polar(_ first: UInt32, _ second: UInt32) -> (radius: Double, angle: Double) {
        // Half a step up, so that the logarithm never sees zero.
        ((-2 * Foundation.log((Double(first) + 0.5) * 0x1p-32)).squareRoot(), 2 * Double.pi * uniform(second))
    }
}

/// Philox 4×32 with ten rounds: a keyed permutation of 128-bit counters.
package enum Philox {
    package static func permute(_ counter: SIMD4<UInt32>, key: (UInt32, UInt32)) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = key
        for _ in 0..<10 {
            let p0 = UInt64(c0) &* 0xD251_1F53
            let p1 = UInt64(c2) &* 0xCD9E_8D57
            (c0, c1, c2, c3) = (
                UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
                UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}

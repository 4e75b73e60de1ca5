import Foundation
import NumericKernels
import Testing

@Suite("Counter-based random numbers")
struct CounterRandomTests {
    /// The known answers of the Random123 library, philox4x32 with ten rounds.
    @Test(arguments: [
        KnownAnswer(
            counter: [0, 0, 0, 0], key: [0, 0], result: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        KnownAnswer(
            counter: [.max, .max, .max, .max], key: [.max, .max],
            result: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        KnownAnswer(
            counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: [0xa409_3822, 0x299f_31d0],
            result: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
    ])
    func philoxGivesThePublishedAnswers(answer: KnownAnswer) {
        let result = Philox.permute(SIMD4(answer.counter), key: (answer.key[0], answer.key[1]))
        #expect(result == SIMD4(answer.result))
    }

    @Test func everyBitOfTheAddressCounts() {
        let random = CounterRandom(seed: 0x0123_4567_89ab_cdef, purpose: .executorShuffle)
        #expect(
            random.block(index: 0xfeed_0000_beef, counter: 9)
                == Philox.permute(
                    SIMD4(9, 0x0000_beef, 0xfeed, RandomPurpose.executorShuffle.rawValue),
                    key: (0x89ab_cdef, 0x0123_4567)))
    }

    @Test func blocksDrawnAtOnceAreThoseDrawnOneByOne() {
        let random = CounterRandom(seed: 0x0123_4567_89ab_cdef, purpose: .lookaheadShock)
        let addresses = (0..<40).map { (UInt64($0) &* 0x0123_4567_89ab, UInt32($0) &* 0x8765_4321) }
        for kernels in Kernels.all {
            var words = [UInt32](repeating: 0, count: 160)
            random.blocks(
                indices: addresses.map(\.0), counters: addresses.map(\.1), count: 40, into: &words, by: kernels)
            for (place, address) in addresses.enumerated() {
                let block = SIMD4((0..<4).map { words[40 * $0 + place] })
                #expect(block == random.block(index: address.0, counter: address.1), "\(kernels.name)")
            }
        }
    }

    /// All corners of the angle and the radius, and what lies between.
    @Test func normalsDrawnAtOnceAreThoseDrawnOneByOne() {
        // Each eighth of a turn, and its neighbours.
        let edges = (0..<8).flatMap { (eighth: UInt32) -> [UInt32] in
            let edge = eighth << 29
            return [edge &- 1, edge, edge &+ 1]
        }
        let random = CounterRandom(seed: 5, purpose: .lookaheadShock)
        let others = (0..<500).flatMap { index in
            let block = random.block(index: UInt64(index), counter: 0)
            return (0..<4).map { block[$0] }
        }
        let words = edges.flatMap { first in edges.map { (first, $0) } } + zip(others, others.dropFirst())
        let count = words.count / Kernels.width * Kernels.width
        let all = Kernels.all.map { kernels in
            var (cosines, sines) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
            kernels.boxMuller(words.map(\.0), words.map(\.1), cosine: &cosines, sine: &sines, count: count)
            return cosines + sines
        }
        for place in 0..<count {
            let (first, second) = words[place]
            let radius = (-2 * log((Double(first) + 0.5) * 0x1p-32)).squareRoot()
            let angle = 2 * Double.pi * Double(second) * 0x1p-32
            let tolerance = radius > 0.1 ? 1e-6 : 3e-4
            #expect(abs(Double(all[0][place]) - radius * cos(angle)) < tolerance, "\(first), \(second)")
            #expect(abs(Double(all[0][count + place]) - radius * sin(angle)) < tolerance, "\(first), \(second)")
        }
        for other in all { #expect(other.map(\.bitPattern) == all[0].map(\.bitPattern)) }
    }

    @Test func streamsDiffer() {
        var blocks = Set<SIMD4<UInt32>>()
        for purpose in RandomPurpose.allCases {
            for seed in [0, 1, 1 << 32] as [UInt64] {
                let random = CounterRandom(seed: seed, purpose: purpose)
                for index in [0, 1, 1 << 32] as [UInt64] {
                    for counter in [0, 1, .max] as [UInt32] {
                        blocks.insert(random.block(index: index, counter: counter))
                    }
                }
            }
        }
        #expect(blocks.count == RandomPurpose.allCases.count * 27)
    }

    @Test func normalsHaveTheMomentsOfNormals() {
        let random = CounterRandom(seed: 1, purpose: .trainingShock)
        let columns = (0..<50_000).map { random.normals(index: UInt64($0 / 100), counter: UInt32($0 % 100)) }
        let count = Double(columns.count)
        for lane in 0..<4 {
            let powers = (1...4).map { power in
                columns.reduce(0) { sum, four in
                    sum + (0..<power).reduce(1) { product, _ in product * four[lane] }
                } / count
            }
            // Four standard errors each: √(1, 2, 15, 96)/√n.
            for (moment, (expected, variance)) in zip(powers, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
                #expect(abs(moment - expected) < 4 * (variance / count).squareRoot())
            }
            for other in 0..<lane {
                let product = columns.reduce(0) { $0 + $1[lane] * $1[other] } / count
                #expect(abs(product) < 4 / count.squareRoot())
            }
        }
        #expect(columns.contains { abs($0[0]) > 4 } && !columns.contains { abs($0[0]) > 6.8 })
    }

    @Test func uniformsFillTheUnitInterval() {
        let random = CounterRandom(seed: 2, purpose: .evaluationShock)
        let numbers = (0..<16_000).flatMap { counter in
            let four = random.uniforms(index: 3, counter: UInt32(counter))
            return (0..<4).map { four[$0] }
        }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        var bins = [Double](repeating: 0, count: 64)
        for number in numbers { bins[min(max(Int(number * 64), 0), 63)] += 1 }
        // χ² of 63 degrees of freedom: 63 ± 11.2.
        let chiSquare = bins.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        #expect(chiSquare > 63 - 45 && chiSquare < 63 + 45)
    }

    @Test func threeNumbersOfAMonthAreThoseOfTheBlock() {
        let random = CounterRandom(seed: 3, purpose: .trainingShock)
        let (four, month) = (
            random.normals(index: 5, counter: 7), random.normalsAndUniform(index: 5, counter: 7)
        )
        #expect(month.normals == (four[0], four[1]))
        #expect(month.uniform == random.uniforms(index: 5, counter: 7)[2])
        let two = random.normalAndUniform(index: 5, counter: 7)
        #expect(two.normal == month.normals.0 && two.uniform == month.uniform)
    }

    @Test(arguments: [0, 1, 2, 3, 257, 1000])
    func shufflesArePermutations(count: Int) {
        let order = shuffled(count, index: 4)
        #expect(order.sorted() == (0..<Int32(count)).map { $0 })
        if count > 10 {
            #expect(order != order.sorted())
            #expect(order == shuffled(count, index: 4) && order != shuffled(count, index: 5))
        }
    }

    @Test func allOrdersAreEquallyLikely() {
        var counts: [[Int32]: Double] = [:]
        for index in 0..<24_000 { counts[shuffled(4, index: UInt64(index)), default: 0] += 1 }
        #expect(counts.count == 24)
        // χ² of 23 degrees of freedom: 23 ± 6.8.
        let chiSquare = counts.values.sorted().reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        #expect(chiSquare < 23 + 4 * 6.8)
    }

    private func shuffled(_ count: Int, index: UInt64) -> [Int32] {
        var items = (0..<Int32(count)).map { $0 }
        items.withUnsafeMutableBufferPointer {
            CounterRandom(seed: 8, purpose: .executorShuffle).shuffle($0, index: index)
        }
        return items
    }

    struct KnownAnswer: Sendable {
        let counter, key, result: [UInt32]
    }
}

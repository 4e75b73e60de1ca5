import Foundation
import Learning
import Testing

@Suite("Gaussian policy")
struct GaussianPolicyTests {
    let policy = GaussianPolicy(logStd: SIMD4(-1, -0.7, 0.3, 0), count: 3)

    @Test func samplesAreTheMeanAndScaledNoise() {
        let sample = policy.sample(mean: SIMD4(1, 2, 3, 0), noise: SIMD4(1, -1, 0.5, 0))
        let expected = [1 + exp(-1.0), 2 - exp(-0.7), 3 + 0.5 * exp(0.3)]
        for index in 0..<3 { #expect(abs(Double(sample[index]) - expected[index]) < 1e-6) }
        let noise = policy.standardized(sample, mean: SIMD4(1, 2, 3, 0))
        for (value, original) in zip([noise[0], noise[1], noise[2]], [1, -1, 0.5] as [Float]) {
            #expect(abs(value - original) < 1e-6)
        }
    }

    @Test func logProbabilityIsThatOfTheDensity() {
        let (action, mean) = (SIMD4<Float>(0.2, -0.4, 1, 0), SIMD4<Float>(0.5, 0.1, -0.2, 0))
        let expected = ReferenceLoss.logProbability(
            [0.2, -0.4, 1], mean: [0.5, 0.1, -0.2], logStd: [-1, -0.7, 0.3])
        let actual = policy.logProbability(standardized: policy.standardized(action, mean: mean))
        #expect(abs(Double(actual) - expected) < 2e-6)
    }

    @Test func entropyIsThatOfTheDensity() {
        #expect(abs(Double(policy.entropy) - ReferenceLoss.entropy(logStd: [-1, -0.7, 0.3])) < 1e-6)
    }

    @Test func fourNumbersAreAsManyDimensions() {
        let four = GaussianPolicy(logStd: SIMD4(-1, -0.7, 0.3, 0.4), count: 4)
        let (action, mean) = (SIMD4<Float>(0.2, -0.4, 1, 2), SIMD4<Float>(0.5, 0.1, -0.2, 0))
        let expected = ReferenceLoss.logProbability(
            [0.2, -0.4, 1, 2], mean: [0.5, 0.1, -0.2, 0], logStd: [-1, -0.7, 0.3, 0.4])
        let actual = four.logProbability(standardized: four.standardized(action, mean: mean))
        #expect(abs(Double(actual) - expected) < 2e-6)
        #expect(abs(Double(four.entropy) - ReferenceLoss.entropy(logStd: [-1, -0.7, 0.3, 0.4])) < 1e-6)
    }
}

import Statistics
import Testing

/// Against SciPy 1.17's `scipy.stats.norm`.
@Suite("Standard normal distribution")
struct StandardNormalTests {
    @Test(arguments: [
        (-8, 6.22096057427174e-16, 5.052271083536893e-15), (-1, 0.15865525393145707, 0.24197072451914337),
        (0, 0.5, 0.3989422804014327), (0.5, 0.6914624612740131, 0.3520653267642995),
        (3, 0.9986501019683699, 0.0044318484119380075),
    ])
    func distributionAndDensity(x: Double, distribution: Double, density: Double) {
        #expect(abs(StandardNormal.distribution(x) - distribution) <= 1e-13 * distribution)
        #expect(abs(StandardNormal.density(x) - density) <= 1e-14 * density)
    }

    @Test(arguments: [
        (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.025, -1.9599639845400545),
        (0.2, -0.8416212335729143),
        (0.4, -0.2533471031357997), (0.6, 0.2533471031357997), (0.8, 0.8416212335729143),
        (0.95, 1.6448536269514722), (0.975, 1.959963984540054), (0.999, 3.090232306167813),
    ])
    func quantile(share: Double, value: Double) {
        #expect(abs(StandardNormal.quantile(share) - value) <= 4e-15 * abs(value))
        #expect(StandardNormal.quantile(0.5) == 0)
    }
}

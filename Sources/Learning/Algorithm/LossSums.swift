/// Sums over minibatches of the losses and of what is watched beside them; each minibatch counts with its mean.
package struct LossSums {
    package var policy = 0.0
    package var value = 0.0
    package var entropy = 0.0
    package var approximateKL = 0.0
    package var clipFraction = 0.0

    mutating func add(_ other: LossSums) {
        policy += other.policy
        value += other.value
        entropy += other.entropy
        approximateKL += other.approximateKL
        clipFraction += other.clipFraction
    }
}

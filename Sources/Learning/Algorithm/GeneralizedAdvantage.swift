/// Generalised advantage estimation (Schulman et al. 2016) over steps of any duration:
///
///     A_k = δ_k + d_k·λ·A_{k+1}
///
/// where the discount d_k of a step is γ to the power of its months, and 0 where the episode ended with it; λ counts
/// per decision.
///
/// - Parameters:
///   - differences: δ, how much better each step turned out than its state was valued; n of them.
///   - discounts: d, n of them.
///   - advantages: where the n results go.
package func generalizedAdvantages(
    differences: UnsafeBufferPointer<Double>, discounts: UnsafeBufferPointer<Double>, lambda: Double,
    into advantages: UnsafeMutableBufferPointer<Float>
) {
    precondition(discounts.count == differences.count && advantages.count == differences.count)
    var advantage = 0.0
    for k in stride(from: differences.count - 1, through: 0, by: -1) {
        advantage = differences[k] + discounts[k] * lambda * advantage
        advantages[k] = Float(advantage)
    }
}

/// Generalised advantage estimation (Schulman et al. 2016) over steps of any duration:
///
///     δ_k = r_k + d_k·V_{k+1} − V_k,   A_k = δ_k + d_k·λ·A_{k+1}
///
/// where the discount d_k of a step is γ to the power of its months, and 0 where the episode ended with it; λ counts
/// per decision.
///
/// - Parameters:
///   - rewards: r, n of them.
///   - values: V, n + 1 of them; the last is that of the state after the last step, which counts where its discount
///     is not 0.
///   - discounts: d, n of them.
///   - advantages: where the n results go.
package func generalizedAdvantages(
    rewards: UnsafeBufferPointer<Double>, values: UnsafeBufferPointer<Float>, discounts: UnsafeBufferPointer<Double>,
    lambda: Double, into advantages: UnsafeMutableBufferPointer<Float>
) {
    precondition(values.count == rewards.count + 1 && discounts.count == rewards.count)
    precondition(advantages.count == rewards.count)
    var advantage = 0.0
    for k in stride(from: rewards.count - 1, through: 0, by: -1) {
        let difference = rewards[k] + discounts[k] * Double(values[k + 1]) - Double(values[k])
        advantage = difference + discounts[k] * lambda * advantage
        advantages[k] = Float(advantage)
    }
}

import Households

/// Of four at once.
@inline(__always)
func clip(_ values: LifeLanes.Amounts, _ low: Double, _ high: Double) -> LifeLanes.Amounts {
    let raised = atLeast(values, low)
    return raised.replacing(with: high, where: raised .> high)
}

@inline(__always)
func atLeast(_ values: LifeLanes.Amounts, _ low: Double) -> LifeLanes.Amounts {
    values.replacing(with: low, where: values .<= low)
}

@inline(__always)
func smaller(_ a: LifeLanes.Amounts, _ b: LifeLanes.Amounts) -> LifeLanes.Amounts {
    a.replacing(with: b, where: b .< a)
}

@inline(__always)
func larger(_ a: LifeLanes.Amounts, _ b: LifeLanes.Amounts) -> LifeLanes.Amounts {
    a.replacing(with: b, where: b .>= a)
}

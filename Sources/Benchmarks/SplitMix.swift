/// A small generator with a fixed sequence: splitmix64 (Steele, Lea, Flood 2014).
struct SplitMix {
    var state: UInt64

    mutating func nextBits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 0..<bound
    mutating func next(below bound: Int) -> Int {
        precondition(bound > 0)
        return Int(nextBits() % UInt64(bound))
    }

    /// 0..<1
    mutating func nextUnit() -> Double { Double(nextBits() >> 11) * 0x1p-53 }

    /// True once in so many times.
    mutating func oneIn(_ count: Int) -> Bool { next(below: count) == 0 }

    /// - Precondition: there are some.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(below: elements.count)] }
}

/// An amount of one household, or those of four side by side: what a month makes of them is written once, and gives a
/// household the same bits either way.
protocol LifeAmount: Sendable {
    associatedtype Truth: Sendable

    init(repeating value: Double)

    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    static func + (a: Self, b: Double) -> Self
    static func - (a: Self, b: Double) -> Self
    static func * (a: Self, b: Double) -> Self
    static func / (a: Self, b: Double) -> Self
    static prefix func - (a: Self) -> Self

    func isAbove(_ other: Self) -> Truth
    func isAtLeast(_ other: Self) -> Truth
    func replacing(with other: Self, where truth: Truth) -> Self
    func map(_ function: (Double) -> Double) -> Self
}

extension LifeAmount {
    static var nothing: Self { Self(repeating: 0) }

    /// As `Swift.max` and `Swift.min`, what is not a number included.
    @inline(__always)
    static func larger(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: b.isAtLeast(a)) }
    @inline(__always)
    static func smaller(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: a.isAbove(b)) }
}

extension Double: LifeAmount {
    @inline(__always) init(repeating value: Double) { self = value }
    @inline(__always) func isAbove(_ other: Double) -> Bool { self > other }
    @inline(__always) func isAtLeast(_ other: Double) -> Bool { self >= other }
    @inline(__always) func replacing(with other: Double, where truth: Bool) -> Double { truth ? other : self }
    @inline(__always) func map(_ function: (Double) -> Double) -> Double { function(self) }
}

extension SIMD4: LifeAmount where Scalar == Double {
    typealias Truth = SIMDMask<SIMD4<Int64>>

    @inline(__always) func isAbove(_ other: Self) -> Truth { self .> other }
    @inline(__always) func isAtLeast(_ other: Self) -> Truth { self .>= other }
    @inline(__always) func map(_ function: (Double) -> Double) -> Self {
        Self(function(self[0]), function(self[1]), function(self[2]), function(self[3]))
    }
}

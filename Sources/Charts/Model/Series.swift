/// Values over places of one axis. A value that is not finite is a gap.
package struct Series: Equatable, Sendable {
    /// Ascending.
    package var x: [Double]
    /// As many as `x`.
    package var y: [Double]

    /// - Precondition: as many places as values.
    package init(x: [Double], y: [Double]) {
        precondition(x.count == y.count, "a series needs as many places as values")
        self.x = x
        self.y = y
    }

    /// Values at `start`, `start` + 1 and so on.
    package init(values: [Double], startingAt start: Double = 1) {
        self.init(x: values.indices.map { start + Double($0) }, y: values)
    }

    package var count: Int { x.count }
    package var isEmpty: Bool { x.isEmpty }
}

/// A named array of 32-bit floats with a shape, row-major: what a model file is made of.
package struct Tensor: Sendable, Equatable {
    /// The name a PyTorch user expects, such as `actor.0.weight`.
    package var name: String
    /// Extents, outermost first; empty for a scalar.
    package var shape: [Int]
    /// The product of `shape` many elements.
    package var values: [Float]

    /// - Precondition: `values.count` is the product of `shape`.
    package init(name: String, shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "\(name): \(values.count) values for shape \(shape)")
        self.name = name
        self.shape = shape
        self.values = values
    }
}

import NumericKernels

/// Where the parameters of a network lie: inputs → hidden → hidden → outputs, then numbers of its own.
///
/// Weights are stored [in][out], so that products run along rows. Widths are padded to the kernels' width; the padding
/// is zero, receives zero gradients, and so stays zero.
package struct NetworkLayout: Sendable, Equatable {
    package let inputs: Int
    package let hidden: Int
    package let outputs: Int
    /// Parameters that are no weights, such as log σ.
    package let extras: Int

    package let paddedHidden: Int
    package let paddedOutputs: Int

    package init(inputs: Int, hidden: Int, outputs: Int, extras: Int = 0) {
        self.inputs = inputs
        self.hidden = hidden
        self.outputs = outputs
        self.extras = extras
        paddedHidden = Kernels.padded(hidden)
        paddedOutputs = Kernels.padded(outputs)
    }

    package var weight1: Int { 0 }
    package var bias1: Int { weight1 + inputs * paddedHidden }
    package var weight2: Int { bias1 + paddedHidden }
    package var bias2: Int { weight2 + paddedHidden * paddedHidden }
    package var weight3: Int { bias2 + paddedHidden }
    package var bias3: Int { weight3 + paddedHidden * paddedOutputs }
    package var extra: Int { bias3 + paddedOutputs }
    /// Floats in all, padding included.
    package var count: Int { extra + Kernels.padded(extras) }

    /// The three layers, first to last: offsets of weight and bias, and the extents without padding.
    package var layers: [Layer] {
        [
            Layer(weight: weight1, bias: bias1, inputs: inputs, outputs: hidden, stride: paddedHidden),
            Layer(weight: weight2, bias: bias2, inputs: hidden, outputs: hidden, stride: paddedHidden),
            Layer(weight: weight3, bias: bias3, inputs: hidden, outputs: outputs, stride: paddedOutputs),
        ]
    }

    package struct Layer: Sendable {
        package let weight: Int
        package let bias: Int
        package let inputs: Int
        package let outputs: Int
        /// Floats from one input's row of weights to the next.
        package let stride: Int
    }
}

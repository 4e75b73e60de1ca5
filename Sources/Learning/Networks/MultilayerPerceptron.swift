import NumericKernels

/// A network of two hidden tanh layers and a linear head, with its gradient and the moments of its optimiser.
///
/// Forward and backward passes work on tiles of rows in a workspace that the caller brings, so that threads can share
/// a network for reading.
package final class MultilayerPerceptron {
    package let layout: NetworkLayout
    package let kernels: Kernels
    package let parameters: FloatBuffer
    /// ∂loss/∂parameters, laid out as they are.
    package let gradient: FloatBuffer
    package let firstMoment: FloatBuffer
    package let secondMoment: FloatBuffer
    /// W2ᵀ and W3ᵀ, which the backward pass multiplies with.
    private let transposed2: FloatBuffer
    private let transposed3: FloatBuffer

    package init(layout: NetworkLayout, kernels: Kernels = .best) {
        self.layout = layout
        self.kernels = kernels
        parameters = FloatBuffer(count: layout.count)
        gradient = FloatBuffer(count: layout.count)
        firstMoment = FloatBuffer(count: layout.count)
        secondMoment = FloatBuffer(count: layout.count)
        transposed2 = FloatBuffer(count: layout.paddedHidden * layout.paddedHidden)
        transposed3 = FloatBuffer(count: layout.paddedOutputs * layout.paddedHidden)
    }

    /// To be called when the parameters have changed, before the network is used.
    package func parametersDidChange() {
        let (hidden, base) = (layout.paddedHidden, parameters.base)
        kernels.transpose(
            rows: hidden, columns: hidden, of: base + layout.weight2, stride: hidden, into: transposed2.base)
        kernels.transpose(
            rows: hidden, columns: layout.paddedOutputs, of: base + layout.weight3, stride: layout.paddedOutputs,
            into: transposed3.base)
    }

    /// Outputs of `rows` rows of input [rows × inputs], into `workspace.outputs` [rows × paddedOutputs].
    ///
    ///     h1 = tanh(x·W1 + b1),  h2 = tanh(h1·W2 + b2),  y = h2·W3 + b3
    package func forward(rows: Int, inputs x: UnsafePointer<Float>, _ workspace: NetworkWorkspace) {
        forwardHidden(rows: rows, inputs: x, workspace)
        let (hidden, base) = (layout.paddedHidden, parameters.base)
        kernels.multiply(
            rows: rows, columns: layout.paddedOutputs, inner: hidden,
            MatrixView(workspace.hidden2.base, columns: hidden), base + layout.weight3,
            into: workspace.outputs.base, epilogue: .bias, operand: base + layout.bias3)
    }

    /// The first output of `rows` rows of input alone, into `workspace.outputs` [rows]: at less cost, and rounded
    /// otherwise. No backward pass can follow.
    package func forwardFirst(rows: Int, inputs x: UnsafePointer<Float>, _ workspace: NetworkWorkspace) {
        forwardHidden(rows: rows, inputs: x, workspace)
        kernels.project(
            rows: rows, inner: layout.paddedHidden, workspace.hidden2.base, transposed3.base,
            bias: parameters[layout.bias3], into: workspace.outputs.base)
    }

    private func forwardHidden(rows: Int, inputs x: UnsafePointer<Float>, _ workspace: NetworkWorkspace) {
        precondition(rows <= workspace.rows)
        let (hidden, base) = (layout.paddedHidden, parameters.base)
        kernels.multiply(
            rows: rows, columns: hidden, inner: layout.inputs, MatrixView(x, columns: layout.inputs),
            base + layout.weight1, into: workspace.hidden1.base, epilogue: .biasTanh, operand: base + layout.bias1)
        kernels.multiply(
            rows: rows, columns: hidden, inner: hidden, MatrixView(workspace.hidden1.base, columns: hidden),
            base + layout.weight2, into: workspace.hidden2.base, epilogue: .biasTanh, operand: base + layout.bias2)
    }

    /// Adds the gradient of `rows` rows to `gradient`: from ∂loss/∂y [rows × paddedOutputs] in `workspace.outputs`,
    /// after the forward pass of the same rows.
    ///
    ///     ∂W3 = h2ᵀ·∂y,  ∂h2 = (∂y·W3ᵀ) ∘ (1 − h2²),  ∂W2 = h1ᵀ·∂h2,  ∂h1 = (∂h2·W2ᵀ) ∘ (1 − h1²),  ∂W1 = xᵀ·∂h1
    ///
    /// where ∂h stands for the gradient before tanh; a bias receives the column sums.
    package func backward(rows: Int, inputs x: UnsafePointer<Float>, _ workspace: NetworkWorkspace) {
        let (hidden, outputs, sum) = (layout.paddedHidden, layout.paddedOutputs, gradient.base)
        let (h1, h2, dy) = (workspace.hidden1.base, workspace.hidden2.base, workspace.outputs.base)
        let (dh1, dh2) = (workspace.gradient1.base, workspace.gradient2.base)

        kernels.multiply(
            rows: hidden, columns: outputs, inner: rows, MatrixView(transposing: h2, columns: hidden), dy,
            into: sum + layout.weight3, epilogue: .accumulate)
        kernels.addColumnSums(rows: rows, columns: outputs, of: dy, to: sum + layout.bias3)

        kernels.multiply(
            rows: rows, columns: hidden, inner: layout.outputs, MatrixView(dy, columns: outputs), transposed3.base,
            into: dh2, epilogue: .tanhGradient, operand: h2)
        kernels.multiply(
            rows: hidden, columns: hidden, inner: rows, MatrixView(transposing: h1, columns: hidden), dh2,
            into: sum + layout.weight2, epilogue: .accumulate)
        kernels.addColumnSums(rows: rows, columns: hidden, of: dh2, to: sum + layout.bias2)

        kernels.multiply(
            rows: rows, columns: hidden, inner: hidden, MatrixView(dh2, columns: hidden), transposed2.base,
            into: dh1, epilogue: .tanhGradient, operand: h1)
        kernels.multiply(
            rows: layout.inputs, columns: hidden, inner: rows, MatrixView(transposing: x, columns: layout.inputs),
            dh1, into: sum + layout.weight1, epilogue: .accumulate)
        kernels.addColumnSums(rows: rows, columns: hidden, of: dh1, to: sum + layout.bias1)
    }
}

/// What a network computes on the way through a tile of rows.
package final class NetworkWorkspace {
    /// Rows that fit.
    package let rows: Int
    /// [rows × inputs]: a place to gather inputs in.
    package let inputs: FloatBuffer
    /// [rows × paddedHidden].
    package let hidden1, hidden2, gradient1, gradient2: FloatBuffer
    /// [rows × paddedOutputs]: the outputs; for the backward pass, their gradient.
    package let outputs: FloatBuffer

    package init(rows: Int, layout: NetworkLayout) {
        self.rows = rows
        inputs = FloatBuffer(count: rows * layout.inputs)
        hidden1 = FloatBuffer(count: rows * layout.paddedHidden)
        hidden2 = FloatBuffer(count: rows * layout.paddedHidden)
        gradient1 = FloatBuffer(count: rows * layout.paddedHidden)
        gradient2 = FloatBuffer(count: rows * layout.paddedHidden)
        outputs = FloatBuffer(count: rows * layout.paddedOutputs)
    }
}

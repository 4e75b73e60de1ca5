import NumericKernels

extension MultilayerPerceptron {
    /// Fills the weights with orthogonal matrices (Saxe, McClelland & Ganguli 2014) scaled by √2 in the hidden layers
    /// and by `headGain` in the head; biases are zero but for the head's, which are given.
    package func initialize(random: CounterRandom, headGain: Double, headBias: [Double]) {
        precondition(headBias.count == layout.outputs)
        for (index, layer) in layout.layers.enumerated() {
            let gain = index == 2 ? headGain : 2.0.squareRoot()
            let matrix = orthogonalMatrix(rows: layer.inputs, columns: layer.outputs) { count in
                gaussians(count: count, random: random, index: UInt64(index))
            }
            for input in 0..<layer.inputs {
                for output in 0..<layer.outputs {
                    parameters[layer.weight + input * layer.stride + output] = Float(gain * matrix[input][output])
                }
            }
        }
        for (output, bias) in headBias.enumerated() { parameters[layout.bias3 + output] = Float(bias) }
        parametersDidChange()
    }

    private func gaussians(count: Int, random: CounterRandom, index: UInt64) -> [Double] {
        (0..<(count + 3) / 4).flatMap { block in
            let four = random.normals(index: index, counter: UInt32(block))
            return [four[0], four[1], four[2], four[3]]
        }
    }
}

/// A random matrix whose rows (where it is wide) or columns (where it is tall) are orthonormal: Gaussian vectors made
/// so by the modified Gram–Schmidt process, twice for accuracy.
func orthogonalMatrix(rows: Int, columns: Int, gaussians: (Int) -> [Double]) -> [[Double]] {
    let (count, length) = (min(rows, columns), max(rows, columns))
    let numbers = gaussians(count * length)
    var vectors: [[Double]] = []
    for index in 0..<count {
        var vector = Array(numbers[index * length..<(index + 1) * length])
        for _ in 0..<2 {
            for other in vectors {
                let projection = dot(vector, other)
                for i in 0..<length { vector[i] -= projection * other[i] }
            }
            let norm = dot(vector, vector).squareRoot()
            for i in 0..<length { vector[i] /= norm }
        }
        vectors.append(vector)
    }
    if rows <= columns { return vectors }
    return (0..<rows).map { row in vectors.map { $0[row] } }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
}

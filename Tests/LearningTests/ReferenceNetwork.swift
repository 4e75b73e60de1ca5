import Foundation
import Learning
import NumericKernels

/// A network of two tanh layers and a linear head as anyone would write it down, in double precision: the twin that
/// `MultilayerPerceptron` is held against.
struct ReferenceNetwork {
    /// [layer][output][input].
    var weights: [[[Double]]]
    /// [layer][output].
    var biases: [[Double]]

    /// The network whose tensors are called `prefix.0.weight` [out, in], `prefix.0.bias` [out], and so on.
    init(tensors: [Tensor], prefix: String) {
        func values(_ name: String) -> (shape: [Int], values: [Double]) {
            guard let tensor = tensors.first(where: { $0.name == "\(prefix).\(name)" }) else { return ([0, 0], []) }
            return (tensor.shape, tensor.values.map { Double($0) })
        }
        weights = [0, 2, 4].map { layer in
            let (shape, values) = values("\(layer).weight")
            return (0..<shape[0]).map { output in (0..<shape[1]).map { values[output * shape[1] + $0] } }
        }
        biases = [0, 2, 4].map { values("\($0).bias").values }
    }

    func callAsFunction(_ input: [Double]) -> [Double] {
        var values = input
        for layer in 0..<3 {
            values = zip(weights[layer], biases[layer]).map { row, bias in
                let sum = zip(row, values).reduce(bias) { $0 + $1.0 * $1.1 }
                return layer < 2 ? tanh(sum) : sum
            }
        }
        return values
    }

    /// One number among the parameters; `input` is nil for a bias.
    struct Place: Hashable {
        let layer, output: Int
        let input: Int?
    }

    /// Every `step`-th parameter.
    func places(every step: Int = 1) -> [Place] {
        let all = (0..<3).flatMap { layer in
            weights[layer].indices.flatMap { output in
                [Place(layer: layer, output: output, input: nil)]
                    + weights[layer][output].indices.map { Place(layer: layer, output: output, input: $0) }
            }
        }
        return stride(from: 0, to: all.count, by: step).map { all[$0] }
    }

    subscript(place: Place) -> Double {
        get { place.input.map { weights[place.layer][place.output][$0] } ?? biases[place.layer][place.output] }
        set {
            if let input = place.input {
                weights[place.layer][place.output][input] = newValue
            } else {
                biases[place.layer][place.output] = newValue
            }
        }
    }
}

extension ReferenceNetwork.Place {
    /// Where the parameter, and its gradient, lies in a network's buffers.
    func index(in layout: NetworkLayout) -> Int {
        let layer = layout.layers[layer]
        guard let input else { return layer.bias + output }
        return layer.weight + input * layer.stride + output
    }
}

/// The slope of `function` in one number, by central differences.
func centralDifference(at value: Double, _ function: (Double) -> Double) -> Double {
    let step = 1e-4
    return (function(value + step) - function(value - step)) / (2 * step)
}

/// Gradients of a network beside those by central differences.
struct GradientComparison {
    /// The largest difference, in shares of the layer's largest gradient.
    private(set) var worst = 0.0
    private(set) var largest = [0.0, 0, 0]

    /// - Parameter loss: of the whole problem, as a function of the network.
    init(
        _ network: MultilayerPerceptron, _ reference: ReferenceNetwork, every step: Int = 1,
        loss: (ReferenceNetwork) -> Double
    ) {
        let places = reference.places(every: step)
        let slopes = places.map { place in
            centralDifference(at: reference[place]) { value in
                var changed = reference
                changed[place] = value
                return loss(changed)
            }
        }
        for (place, slope) in zip(places, slopes) { largest[place.layer] = max(largest[place.layer], abs(slope)) }
        for (place, slope) in zip(places, slopes) {
            let gradient = Double(network.gradient[place.index(in: network.layout)])
            let error = abs(gradient - slope) / largest[place.layer]
            // False for what is not a number, too.
            if !(error <= worst) { worst = error }
        }
    }
}

/// Reproducible numbers for tests that are not about randomness: N(0, 1).
struct TestNumbers {
    private let random: CounterRandom
    private var drawn: UInt32 = 0

    init(_ seed: UInt64) {
        random = CounterRandom(seed: seed, purpose: .trainingShock)
    }

    mutating func next() -> Double {
        defer { drawn += 1 }
        return random.normals(index: 0, counter: drawn)[0]
    }

    mutating func list(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
}

extension ActorCritic {
    /// An agent with arbitrary weights, none of them small: gradients of all layers matter.
    static func arbitrary(inputs: Int, hidden: Int, seed: UInt64 = 1, kernels: Kernels = .best) -> ActorCritic {
        let agent = ActorCritic(inputs: inputs, hidden: hidden, kernels: kernels)
        var numbers = TestNumbers(seed)
        for network in [agent.actor, agent.critic] {
            for layer in network.layout.layers {
                for output in 0..<layer.outputs {
                    for input in 0..<layer.inputs {
                        network.parameters[layer.weight + input * layer.stride + output] =
                            Float(numbers.next() / Double(layer.inputs).squareRoot())
                    }
                    network.parameters[layer.bias + output] = Float(0.3 * numbers.next())
                }
            }
            for index in 0..<network.layout.extras {
                network.parameters[network.layout.extra + index] = Float(-0.6 + 0.2 * numbers.next())
            }
            network.parametersDidChange()
        }
        return agent
    }

    var referenceActor: ReferenceNetwork { ReferenceNetwork(tensors: tensors, prefix: "actor") }
    var referenceCritic: ReferenceNetwork { ReferenceNetwork(tensors: tensors, prefix: "critic") }
    var referenceLogStd: [Double] { (0..<3).map { Double(policy.logStd[$0]) } }
}

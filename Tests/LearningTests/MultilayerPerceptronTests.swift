import Learning
import NumericKernels
import Testing

@Suite("Multilayer perceptron")
struct MultilayerPerceptronTests {
    /// Multiples of the kernels' width and others.
    static let widths = [1, 5, 8, 12, 16]
    static let rows = 21
    static let inputs = 5

    @Test(arguments: widths + [64])
    func outputsAgreeWithThePlainNetwork(hidden: Int) {
        let agent = ActorCritic.arbitrary(inputs: Self.inputs, hidden: hidden)
        for (network, reference) in [(agent.actor, agent.referenceActor), (agent.critic, agent.referenceCritic)] {
            let outputs = forward(network, inputs: inputs)
            for row in 0..<Self.rows {
                for (value, expected) in zip(outputs[row], reference(inputs[row])) {
                    #expect(abs(Double(value) - expected) < 2e-6)
                }
            }
        }
    }

    /// The weights as they are now, not as they were.
    @Test(arguments: widths + [64])
    func theFirstOutputAloneIsTheFirst(hidden: Int) {
        let agent = ActorCritic.arbitrary(inputs: Self.inputs, hidden: hidden)
        for network in [agent.actor, agent.critic] {
            for index in 0..<network.layout.extra { network.parameters[index] *= -1.5 }
            network.parametersDidChange()
            let outputs = forward(network, inputs: inputs)
            let workspace = workspace(network, inputs: inputs)
            network.forwardFirst(rows: Self.rows, inputs: workspace.inputs.base, workspace)
            for row in 0..<Self.rows { #expect(abs(workspace.outputs[row] - outputs[row][0]) < 2e-6) }
        }
    }

    @Test(arguments: widths)
    func gradientsAgreeWithFiniteDifferences(hidden: Int) {
        compareGradients(hidden: hidden, every: 1)
    }

    @Test func gradientsOfAWideNetworkAgreeWithFiniteDifferences() {
        compareGradients(hidden: 64, every: 23)
    }

    private func compareGradients(hidden: Int, every step: Int) {
        let agent = ActorCritic.arbitrary(inputs: Self.inputs, hidden: hidden)
        for (network, reference) in [(agent.actor, agent.referenceActor), (agent.critic, agent.referenceCritic)] {
            let slopes = slopes(outputs: network.layout.outputs)
            backward(network, slopes: slopes)
            let comparison = GradientComparison(network, reference, every: step) { changed in
                zip(inputs, slopes).reduce(0) { sum, pair in
                    sum + zip(changed(pair.0), pair.1).reduce(0) { $0 + $1.0 * $1.1 }
                }
            }
            #expect(comparison.worst < 2e-5)
            #expect(comparison.largest.allSatisfy { $0 > 0.01 })
        }
    }

    @Test func paddingStaysZero() {
        let network = ActorCritic.arbitrary(inputs: Self.inputs, hidden: 5).actor
        backward(network, slopes: slopes(outputs: 3))
        var used = Set((0..<3).map { network.layout.extra + $0 })
        for place in ReferenceNetwork(tensors: arbitraryTensors(hidden: 5), prefix: "actor").places() {
            used.insert(place.index(in: network.layout))
        }
        for index in 0..<network.layout.count where !used.contains(index) {
            #expect(network.parameters[index] == 0 && network.gradient[index] == 0)
        }
        #expect(used.count == 5 * 5 + 5 + 5 * 5 + 5 + 3 * 5 + 3 + 3)
    }

    /// Rows are computed one by one in a rollout and in tiles in an update; the first ratio is 1 only because both
    /// give the same bits.
    @Test func rowsDoNotDependOnTheirNeighbours() {
        let network = ActorCritic.arbitrary(inputs: Self.inputs, hidden: 12).actor
        let whole = forward(network, inputs: inputs)
        for height in [1, 2, 3, 7, 16] {
            var pieces: [[Float]] = []
            for start in stride(from: 0, to: Self.rows, by: height) {
                pieces += forward(network, inputs: Array(inputs[start..<min(start + height, Self.rows)]))
            }
            #expect(pieces == whole)
        }
    }

    @Test func allKernelsGiveTheSameBits() {
        let networks = Kernels.all.map {
            ActorCritic.arbitrary(inputs: Self.inputs, hidden: 12, kernels: $0).actor
        }
        for network in networks { backward(network, slopes: slopes(outputs: 3)) }
        let outputs = networks.map { forward($0, inputs: inputs) }
        let gradients = networks.map { network in
            (0..<network.layout.count).map { network.gradient[$0].bitPattern }
        }
        for index in networks.indices {
            #expect(outputs[index] == outputs[0] && gradients[index] == gradients[0])
        }
    }

    // MARK: - The network at work

    private var inputs: [[Double]] {
        var numbers = TestNumbers(5)
        return (0..<Self.rows).map { _ in numbers.list(Self.inputs).map { Double(Float($0)) } }
    }

    private func arbitraryTensors(hidden: Int) -> [Tensor] {
        ActorCritic.arbitrary(inputs: Self.inputs, hidden: hidden).tensors
    }

    /// ∂loss/∂y of a loss that is linear in the outputs.
    private func slopes(outputs: Int) -> [[Double]] {
        var numbers = TestNumbers(6)
        return (0..<Self.rows).map { _ in numbers.list(outputs).map { Double(Float($0)) } }
    }

    private func workspace(_ network: MultilayerPerceptron, inputs: [[Double]]) -> NetworkWorkspace {
        let workspace = NetworkWorkspace(rows: inputs.count, layout: network.layout)
        for (index, value) in inputs.joined().enumerated() { workspace.inputs[index] = Float(value) }
        return workspace
    }

    private func forward(_ network: MultilayerPerceptron, inputs: [[Double]]) -> [[Float]] {
        let workspace = workspace(network, inputs: inputs)
        network.forward(rows: inputs.count, inputs: workspace.inputs.base, workspace)
        return inputs.indices.map { row in
            (0..<network.layout.outputs).map { workspace.outputs[row * network.layout.paddedOutputs + $0] }
        }
    }

    private func backward(_ network: MultilayerPerceptron, slopes: [[Double]]) {
        let workspace = workspace(network, inputs: inputs)
        network.forward(rows: Self.rows, inputs: workspace.inputs.base, workspace)
        workspace.outputs.fill(with: 0)
        for (row, values) in slopes.enumerated() {
            for (output, value) in values.enumerated() {
                workspace.outputs[row * network.layout.paddedOutputs + output] = Float(value)
            }
        }
        network.backward(rows: Self.rows, inputs: workspace.inputs.base, workspace)
    }
}

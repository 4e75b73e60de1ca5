import NumericKernels

extension ActorCritic {
    /// What the names of the optimiser's state begin with, and no others.
    static let optimizerPrefix = "optimizer."

    /// Weights and optimiser state under the names and in the shapes of PyTorch: `actor.0.weight` [out, in] and so on;
    /// Adam's moments under `optimizer.exp_avg.…` and `optimizer.exp_avg_sq.…`.
    package var tensors: [Tensor] {
        entries.map { entry in
            let source = entry.buffer(of: self).base
            return Tensor(name: entry.name, shape: entry.shape, values: entry.places.map { source[$0] })
        }
    }

    /// Takes over what `tensors` gave, or nothing at all.
    ///
    /// - Throws: `ModelError` where a tensor is missing, superfluous, there twice, of another shape, or not finite.
    package func load(_ tensors: [Tensor]) throws(ModelError) {
        try load(tensors, entries)
    }

    /// Takes over weights alone, or nothing at all; the optimiser's state stays what it is.
    ///
    /// - Throws: as `load`.
    package func load(weights: [Tensor]) throws(ModelError) {
        try load(weights, entries.filter { $0.part == .weights })
    }

    private func load(_ tensors: [Tensor], _ entries: [TensorEntry]) throws(ModelError) {
        for (entry, tensor) in try matched(tensors, entries) {
            let target = entry.buffer(of: self).base
            for (place, value) in zip(entry.places, tensor.values) { target[place] = value }
        }
        actor.parametersDidChange()
        critic.parametersDidChange()
    }

    /// Each entry and the tensor that fits it.
    private func matched(
        _ tensors: [Tensor], _ entries: [TensorEntry]
    ) throws(ModelError) -> [(TensorEntry, Tensor)] {
        var named: [String: Tensor] = [:]
        for tensor in tensors {
            guard entries.contains(where: { $0.name == tensor.name }) else { throw .unknownTensor(name: tensor.name) }
            guard named.updateValue(tensor, forKey: tensor.name) == nil else {
                throw .repeatedTensor(name: tensor.name)
            }
        }
        var pairs: [(TensorEntry, Tensor)] = []
        for entry in entries {
            guard let tensor = named[entry.name] else { throw .missingTensor(name: entry.name) }
            guard tensor.shape == entry.shape else {
                throw .wrongShape(name: entry.name, expected: entry.shape, found: tensor.shape)
            }
            guard tensor.values.allSatisfy(\.isFinite) else { throw .notFinite(name: entry.name) }
            pairs.append((entry, tensor))
        }
        return pairs
    }

    private var entries: [TensorEntry] {
        TensorEntry.Part.allCases.flatMap { part in
            TensorEntry.entries(prefix: part.prefix + "actor", isActor: true, part: part, layout: actor.layout)
                + [
                    TensorEntry(
                        name: part.prefix + "log_std", shape: [actor.layout.extras],
                        places: (0..<actor.layout.extras).map { actor.layout.extra + $0 }, isActor: true, part: part)
                ]
                + TensorEntry.entries(prefix: part.prefix + "critic", isActor: false, part: part, layout: critic.layout)
        }
    }
}

/// One tensor of a model file and where its elements lie in a network's buffer.
private struct TensorEntry {
    enum Part: CaseIterable {
        case weights, firstMoment, secondMoment

        var prefix: String {
            switch self {
            case .weights: ""
            case .firstMoment: ActorCritic.optimizerPrefix + "exp_avg."
            case .secondMoment: ActorCritic.optimizerPrefix + "exp_avg_sq."
            }
        }
    }

    let name: String
    let shape: [Int]
    let places: [Int]
    let isActor: Bool
    let part: Part

    /// Weights and biases of the three layers; PyTorch's `Sequential` counts the activations, too: 0, 2, 4.
    static func entries(prefix: String, isActor: Bool, part: Part, layout: NetworkLayout) -> [TensorEntry] {
        layout.layers.enumerated().flatMap { index, layer in
            [
                TensorEntry(
                    name: "\(prefix).\(2 * index).weight", shape: [layer.outputs, layer.inputs],
                    places: (0..<layer.outputs).flatMap { output in
                        (0..<layer.inputs).map { layer.weight + $0 * layer.stride + output }
                    }, isActor: isActor, part: part),
                TensorEntry(
                    name: "\(prefix).\(2 * index).bias", shape: [layer.outputs],
                    places: (0..<layer.outputs).map { layer.bias + $0 }, isActor: isActor, part: part),
            ]
        }
    }

    func buffer(of agent: ActorCritic) -> FloatBuffer {
        let network = isActor ? agent.actor : agent.critic
        return switch part {
        case .weights: network.parameters
        case .firstMoment: network.firstMoment
        case .secondMoment: network.secondMoment
        }
    }
}

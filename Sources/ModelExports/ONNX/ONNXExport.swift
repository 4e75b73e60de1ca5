import Learning
import NumericKernels
import SwiftProtobuf

/// An agent as an ONNX model: a graph from features to the action of the deterministic policy, the mean.
package enum ONNXExport {
    /// Operators as of ONNX 1.12, which every runtime since 2022 knows.
    private static let operatorSet: Int64 = 17
    private static let formatVersion: Int64 = 8

    /// The bytes of the `.onnx` file; the same for the same policy.
    package static func bytes(of agent: Agent, _ policy: ExportedPolicy) -> [UInt8] {
        var model = ONNXModel()
        model.irVersion = formatVersion
        model.producerName = "hrlreport"
        model.producerVersion = policy.programVersion
        model.docString = "The \(agent.rawValue) of \(policy.run), without exploration."
        model.graph = graph(of: agent, policy)
        var operators = ONNXOperatorSet()
        operators.version = operatorSet
        model.opsetImport = [operators]
        model.metadataProps = policy.provenance.map { entry in
            var property = ONNXProperty()
            property.key = entry.name
            property.value = entry.value
            return property
        }
        do {
            return try model.serializedBytes()
        } catch {
            // Only a message with required fields, or of two gigabytes, cannot be written.
            preconditionFailure("a model cannot be written: \(error)")
        }
    }

    private static func graph(of agent: Agent, _ policy: ExportedPolicy) -> ONNXGraph {
        let constants = ActionConstants(policy.scenario.environment)
        let weights = policy.state.weights(of: agent)
        return switch agent {
        case .strategist: strategist(weights, constants)
        case .executor: executor(weights, constants)
        }
    }

    /// goal = σ(x)·[1, 2S, 1]
    private static func strategist(_ weights: [Tensor], _ constants: ActionConstants) -> ONNXGraph {
        var builder = GraphBuilder(
            name: "strategist", documentation: "What a household is to aim at in the months to come.")
        let features = builder.input("features", columns: FinancialStrategist.inputs, FeatureText.strategist)
        let x = builder.actor(weights, of: features)
        let share = builder.apply("Sigmoid", x)
        let scale = builder.constant(
            Tensor(name: "goal_scale", shape: [3], values: [1, Float(constants.bufferScale), 1]))
        builder.output(
            builder.apply("Mul", share, scale, as: "goal"), columns: 3,
            "target_invest_ratio (share of income), safety_buffer (EUR), aggressiveness (0 to 1)")
        return builder.graph
    }

    /// logits = MLP + [log τ, log max(.05, 1 − τ − c0), logit c0], clipped; consume = σ(l2),
    /// invest = (1 − consume)·σ(l0 − l1): `BudgetExecutor.logitOffset` and `.allocation`.
    private static func executor(_ weights: [Tensor], _ constants: ActionConstants) -> ONNXGraph {
        var builder = GraphBuilder(name: "executor", documentation: "How a household divides the income of one month.")
        let features = builder.input("features", columns: BudgetExecutor.inputs, FeatureText.executor)
        let asked = builder.input("effective_target", columns: 1, FeatureText.effectiveTarget)
        let one = builder.constant("one", 1)
        let target = builder.apply(
            "Clip", asked, builder.constant("least_target", constants.targetRange.lowerBound),
            builder.constant("largest_target", constants.targetRange.upperBound))
        let share = constants.consumeShare
        let room = builder.apply("Sub", builder.constant("not_consumed", 1 - share), target)
        let saving = builder.apply("Max", room, builder.constant("least_saving", constants.leastSaving))
        let offsets = [
            builder.apply("Log", target), builder.apply("Log", saving),
            builder.constant("consume_offset", constants.consumeOffset),
        ]
        let limits = [
            builder.constant("least_logit", -constants.logitLimit),
            builder.constant("largest_logit", constants.logitLimit),
        ]
        let logits = zip(builder.columns(of: builder.actor(weights, of: features), 3), offsets).map { output, offset in
            builder.apply("Clip", builder.apply("Add", output, offset), limits[0], limits[1])
        }
        let consume = builder.apply("Sigmoid", logits[2])
        let rest = builder.apply("Sub", one, consume)
        let preference = builder.apply("Sigmoid", builder.apply("Sub", logits[0], logits[1]))
        let invest = builder.apply("Mul", rest, preference)
        let save = builder.apply("Sub", rest, invest)
        builder.output(
            builder.apply("Concat", invest, save, consume, attribute: ("axis", 1), as: "shares"), columns: 3,
            "shares of income to invest, to save (the bills are paid out of it) and to consume; they add up to 1")
        return builder.graph
    }
}

extension GraphBuilder {
    /// The actor's outputs: two hidden layers of tanh and a linear head, named as in the state dictionary.
    fileprivate mutating func actor(_ weights: [Tensor], of features: String) -> String {
        let tensors = weights.filter { $0.name.hasPrefix("actor.") }
        precondition(tensors.count == 6, "an actor has three layers")
        var value = features
        for layer in 0..<3 {
            let (weight, bias) = (constant(tensors[2 * layer]), constant(tensors[2 * layer + 1]))
            // Weights are [out, in], as PyTorch has them.
            value = apply("Gemm", value, weight, bias, attribute: ("transB", 1))
            if layer < 2 { value = apply("Tanh", value) }
        }
        return value
    }
}

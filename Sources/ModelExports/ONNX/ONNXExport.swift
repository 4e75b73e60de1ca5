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
        ONNXModel.with { model in
            model.irVersion = formatVersion
            model.producerName = "hrlreport"
            model.producerVersion = policy.programVersion
            model.docString = "The \(agent.rawValue) of \(policy.run), without exploration."
            model.graph = graph(of: agent, policy)
            model.opsetImport = [.with { $0.version = operatorSet }]
            model.metadataProps = policy.provenance.map { entry in
                .with {
                    $0.key = entry.name
                    $0.value = entry.value
                }
            }
        }.bytes
    }

    private static func graph(of agent: Agent, _ policy: ExportedPolicy) -> ONNXGraph {
        let weights = policy.state.weights(of: agent)
        return switch agent {
        case .strategist: strategist(weights, bufferScale: policy.scenario.environment.goalBufferScale)
        case .executor: executor(weights)
        }
    }

    /// goal = σ(x)·[1, 2S, 1]
    private static func strategist(_ weights: [Tensor], bufferScale: Double) -> ONNXGraph {
        var builder = GraphBuilder(
            name: "strategist", documentation: "What a household is to aim at in the months to come.")
        let features = builder.input("features", columns: FinancialStrategist.inputs, FeatureText.strategist)
        let x = builder.actor(weights, of: features)
        let share = builder.apply("Sigmoid", x)
        let scale = builder.constant(
            Tensor(name: "goal_scale", shape: [3], values: [1, Float(bufferScale), 1]))
        builder.output(
            builder.apply("Mul", share, scale, as: "goal"), columns: 3,
            "target_invest_ratio (share of income), safety_buffer (EUR), aggressiveness (0 to 1)")
        return builder.graph
    }

    /// consume = σ(l2), invest = clip(t_eff + ¼·(l0 − l1), 0, 1 − consume): `BudgetExecutor.allocation`.
    private static func executor(_ weights: [Tensor]) -> ONNXGraph {
        var builder = GraphBuilder(name: "executor", documentation: "How a household divides the income of one month.")
        let features = builder.input("features", columns: BudgetExecutor.inputs, FeatureText.executor)
        let target = builder.input("effective_target", columns: 1, FeatureText.effectiveTarget)
        let limits = [
            builder.constant("least_output", -BudgetExecutor.outputLimit),
            builder.constant("largest_output", BudgetExecutor.outputLimit),
        ]
        let outputs = builder.columns(of: builder.actor(weights, of: features), 3).map {
            builder.apply("Clip", $0, limits[0], limits[1])
        }
        let consume = builder.apply("Sigmoid", outputs[2])
        let rest = builder.apply("Sub", builder.constant("one", 1), consume)
        let difference = builder.apply(
            "Mul", builder.apply("Sub", outputs[0], outputs[1]),
            builder.constant("invest_scale", BudgetExecutor.investScale))
        let wanted = builder.apply("Max", builder.apply("Add", target, difference), builder.constant("nothing", 0))
        let invest = builder.apply("Min", wanted, rest)
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

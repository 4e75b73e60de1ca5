import Households
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
        if policy.scenario.objectiveKind == .utility {
            let calendar = LifeCalendar(policy.scenario)
            return switch agent {
            case .strategist: lifeStrategist(weights, calendar)
            case .executor: lifeExecutor(weights, calendar)
            }
        }
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

    /// goal = (σ(x0), 12·σ(x1 − 1), ½·x_s·exp(clip(x2, ±3))): `LifeGoal`; and what the executor sees of it.
    private static func lifeStrategist(_ weights: [Tensor], _ calendar: LifeCalendar) -> ONNXGraph {
        var builder = GraphBuilder(
            name: "strategist", documentation: "What a household is to aim at in the months to come.")
        let features = builder.input(
            "features", columns: LifeFeature.all(in: calendar).count, FeatureText.life(calendar))
        let x = builder.columns(of: builder.actor(weights, of: features), 3)
        let reach = [
            builder.constant("least", Double(-LifeGoal.reach)), builder.constant("largest", Double(LifeGoal.reach)),
        ]
        let spending = builder.apply("Clip", x[2], reach[0], reach[1])
        let share = builder.apply("Sigmoid", x[0])
        let months = builder.apply(
            "Mul", builder.apply("Sigmoid", builder.apply("Sub", x[1], builder.constant("one", 1))),
            builder.constant("most_months", 12))
        let consumption = builder.apply(
            "Mul", builder.apply("Exp", spending),
            builder.constant("half_reference", 0.5 * calendar.scales.freeConsumption))
        builder.output(
            builder.apply("Concat", share, months, consumption, attribute: ("axis", 1), as: "goal"), columns: 3,
            "share to be invested of what exceeds the buffer; buffer, months of bills; free consumption, EUR of month 1 a month"
        )
        let seen = builder.apply("Concat", x[0], x[1], spending, attribute: ("axis", 1))
        builder.output(
            builder.apply("Mul", seen, builder.constant("half", 0.5), as: "goal_features"), columns: 3,
            "what the executor sees of the goal")
        return builder.graph
    }

    /// l, each within ±6: `LifeDecision` says what they stand for.
    private static func lifeExecutor(_ weights: [Tensor], _ calendar: LifeCalendar) -> ONNXGraph {
        var builder = GraphBuilder(
            name: "executor", documentation: "How a household carries out its goal in one month.")
        let features = builder.input(
            "features", columns: LifeFeature.all(in: calendar).count, FeatureText.life(calendar))
        let goal = builder.input("goal_features", columns: 3, "goal_features of the strategist")
        let inputs = builder.apply("Concat", features, goal, attribute: ("axis", 1))
        let limits = [
            builder.constant("least_output", Double(-LifeDecision.outputLimit)),
            builder.constant("largest_output", Double(LifeDecision.outputLimit)),
        ]
        builder.output(
            builder.apply("Clip", builder.actor(weights, of: inputs), limits[0], limits[1], as: "corrections"),
            columns: 4, FeatureText.corrections)
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

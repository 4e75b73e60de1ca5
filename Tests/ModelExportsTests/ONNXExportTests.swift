import Households
import Learning
import ModelExports
import NumericKernels
import SwiftProtobuf
import Testing

@Suite struct ONNXExportTests {
    private let policy: ExportedPolicy

    init() throws {
        policy = try SamplePolicy.make()
    }

    private func graph(of agent: Agent) throws -> ONNXGraph {
        try ONNXModel(serializedBytes: ONNXExport.bytes(of: agent, policy)).graph
    }

    /// The means that the agent's own network gives, a row a household.
    private func means(_ network: ActorCritic, _ features: [[Float]]) -> [SIMD3<Float>] {
        let workspace = NetworkWorkspace(rows: features.count, layout: network.actor.layout)
        for (index, value) in features.joined().enumerated() { workspace.inputs.base[index] = value }
        network.actor.forward(rows: features.count, inputs: workspace.inputs.base, workspace)
        let stride = network.actor.layout.paddedOutputs
        return features.indices.map { row in
            let output = workspace.outputs.base + row * stride
            return SIMD3(output[0], output[1], output[2])
        }
    }

    private func expectClose(_ found: [[Float]]?, _ expected: [[Float]], within tolerance: Float) throws {
        let found = try #require(found)
        #expect(found.map(\.count) == expected.map(\.count))
        for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) <= tolerance * max(1, abs(b))) }
    }

    @Test func theStrategistsGraphGivesItsGoals() throws {
        let (strategist, _) = SamplePolicy.agents()
        try strategist.network.load(policy.state.highAgent)
        let features = SamplePolicy.features(rows: 20, columns: FinancialStrategist.inputs)
        let expected = means(strategist.network, features).map { action in
            let goal = strategist.goal(action)
            return [Float(goal.targetInvestRatio), Float(goal.safetyBuffer), Float(goal.aggressiveness)]
        }
        var interpreter = try GraphInterpreter(graph(of: .strategist))
        try expectClose(interpreter.run(["features": features])["goal"], expected, within: 2e-6)
    }

    /// Targets below, within and above the shares there can be.
    @Test func theExecutorsGraphGivesItsAllocations() throws {
        let (_, executor) = SamplePolicy.agents()
        try executor.network.load(policy.state.lowAgent)
        let features = SamplePolicy.features(rows: 24, columns: BudgetExecutor.inputs)
        let targets = features.indices.map { Float($0) / 20 - 0.1 }
        let expected = zip(means(executor.network, features), targets).map { mean, target in
            let allocation = executor.allocation(mean, effectiveTarget: Double(target))
            return [Float(allocation.invest), Float(allocation.save), Float(allocation.consume)]
        }
        var interpreter = try GraphInterpreter(graph(of: .executor))
        let shares = try interpreter.run(["features": features, "effective_target": targets.map { [$0] }])["shares"]
        try expectClose(shares, expected, within: 2e-6)
        for row in try #require(shares) { #expect(abs(row.reduce(0, +) - 1) < 1e-6) }
    }

    @Test(arguments: Agent.allCases) func theFileIsTheOneThatOthersHaveRead(agent: Agent) throws {
        try GoldenFile.expect(ONNXExport.bytes(of: agent, policy), "\(agent.rawValue).onnx")
    }

    /// The interpreter of these tests and onnxruntime agree on the golden graphs.
    @Test func anotherRuntimeGivesTheSame() throws {
        let reference = try GoldenFile.reference()
        var strategist = try GraphInterpreter(ONNXModel(serializedBytes: GoldenFile.bytes("strategist.onnx")).graph)
        let goals = try strategist.run(["features": reference.strategist.features])["goal"]
        try expectClose(goals, reference.strategist.action, within: 2e-6)
        var executor = try GraphInterpreter(ONNXModel(serializedBytes: GoldenFile.bytes("executor.onnx")).graph)
        let inputs = [
            "features": reference.executor.features,
            "effective_target": try #require(reference.executor.effectiveTarget),
        ]
        try expectClose(executor.run(inputs)["shares"], reference.executor.action, within: 2e-6)
        #expect(reference.executor.features.count > 10 && reference.strategist.features.count > 10)
    }

    @Test func theFileSaysWhatItIs() throws {
        let model = try ONNXModel(serializedBytes: ONNXExport.bytes(of: .executor, policy))
        #expect(model.producerName == "hrlreport" && model.producerVersion == "1.0.0")
        #expect(model.metadataProps.map(\.key) == ["run", "scenario", "identity", "seed", "episodes"])
        #expect(model.metadataProps.map(\.value) == ["sample", "Bologna", "0123abcd", "42", "50"])
        #expect(model.graph.input.map(\.name) == ["features", "effective_target"])
        #expect((model.graph.input + model.graph.output).allSatisfy { $0.docString.count > 40 })
        #expect(
            model.graph.input.map { $0.type.tensorType.shape.dim.map(\.dimParam) } == [
                ["households", ""], ["households", ""],
            ])
    }

    @Test func aStateThatDoesNotFitIsRefused() throws {
        var state = policy.state
        state.lowAgent.removeFirst()
        #expect(throws: ModelError.self) {
            try ExportedPolicy(
                run: "x", scenario: SamplePolicy.scenario, state: state, seed: 1, identity: "", programVersion: "")
        }
    }
}

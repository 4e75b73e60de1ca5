import Learning
import NumericKernels
import Testing

@Suite("Tensors of an agent")
struct ActorCriticTensorsTests {
    @Test func haveTheNamesAndShapesOfPyTorch() {
        let tensors = ActorCritic(inputs: 10, hidden: 12).tensors
        func layers(_ network: String, outputs: Int) -> [(name: String, shape: [Int])] {
            [
                ("\(network).0.weight", [12, 10]), ("\(network).0.bias", [12]), ("\(network).2.weight", [12, 12]),
                ("\(network).2.bias", [12]), ("\(network).4.weight", [outputs, 12]), ("\(network).4.bias", [outputs]),
            ]
        }
        let weights = layers("actor", outputs: 3) + [("log_std", [3])] + layers("critic", outputs: 1)
        let prefixes = ["", "optimizer.exp_avg.", "optimizer.exp_avg_sq."]
        #expect(tensors.map(\.name) == prefixes.flatMap { prefix in weights.map { prefix + $0.name } })
        #expect(tensors.map(\.shape) == prefixes.flatMap { _ in weights.map(\.shape) })
    }

    @Test func comeBackAsTheyWere() throws {
        let agent = trainedAgent
        let copy = ActorCritic(inputs: 10, hidden: 12)
        try copy.load(agent.tensors)
        #expect(copy.tensors == agent.tensors)
        #expect(copy.policy.logStd == agent.policy.logStd)
        for (network, other) in [(agent.actor, copy.actor), (agent.critic, copy.critic)] {
            for (buffer, loaded) in [
                (network.parameters, other.parameters), (network.firstMoment, other.firstMoment),
                (network.secondMoment, other.secondMoment),
            ] {
                #expect((0..<buffer.count).allSatisfy { buffer[$0] == loaded[$0] })
            }
        }
    }

    /// The backward pass multiplies with transposes that are kept beside the weights.
    @Test func aLoadedAgentLearnsAsTheOriginal() throws {
        let problem = LossProblem(hidden: 12)
        let copy = ActorCritic(inputs: LossProblem.inputs, hidden: 12)
        try copy.load(problem.agent.tensors)
        for agent in [problem.agent, copy] {
            let ppo = PPO(agent: agent, buffer: problem.buffer)
            _ = try ppo.update(
                LossProblem.settings, shuffle: CounterRandom(seed: 1, purpose: .executorShuffle), update: 0,
                team: WorkerTeam(count: 1))
        }
        #expect(copy.tensors == problem.agent.tensors)
    }

    @Test func missingTensorsAreRefused() {
        var tensors = trainedAgent.tensors
        tensors.remove(at: 6)
        expectRefusal(tensors, .missingTensor(name: "log_std"))
    }

    @Test func unknownTensorsAreRefused() {
        let tensors = trainedAgent.tensors + [Tensor(name: "actor.6.bias", shape: [1], values: [0])]
        expectRefusal(tensors, .unknownTensor(name: "actor.6.bias"))
    }

    @Test func twoOfTheSameNameAreRefused() {
        let tensors = trainedAgent.tensors
        expectRefusal(tensors + [tensors[0]], .repeatedTensor(name: "actor.0.weight"))
        var replaced = tensors
        replaced[6] = tensors[5]
        expectRefusal(replaced, .repeatedTensor(name: "actor.4.bias"))
    }

    @Test func otherShapesAreRefused() {
        var tensors = trainedAgent.tensors
        tensors[0].shape = [10, 12]
        expectRefusal(tensors, .wrongShape(name: "actor.0.weight", expected: [12, 10], found: [10, 12]))
        expectRefusal(
            ActorCritic(inputs: 10, hidden: 16).tensors,
            .wrongShape(name: "actor.0.weight", expected: [12, 10], found: [16, 10]))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func whatIsNotFiniteIsRefused(value: Float) {
        var tensors = trainedAgent.tensors
        tensors[38].values[0] = value
        expectRefusal(tensors, .notFinite(name: "optimizer.exp_avg_sq.critic.4.bias"))
    }

    /// Expects that `tensors` are refused, and that nothing of them is taken over.
    private func expectRefusal(_ tensors: [Tensor], _ error: ModelError) {
        let agent = ActorCritic.arbitrary(inputs: 10, hidden: 12, seed: 6)
        let before = agent.tensors
        #expect(throws: error) { try agent.load(tensors) }
        #expect(agent.tensors == before)
        #expect(!error.description.isEmpty)
    }

    /// An agent whose tensors are all different, those of the optimiser, too.
    private var trainedAgent: ActorCritic {
        let agent = ActorCritic.arbitrary(inputs: 10, hidden: 12)
        var numbers = TestNumbers(4)
        for network in [agent.actor, agent.critic] {
            for moment in [network.firstMoment, network.secondMoment] {
                for layer in network.layout.layers {
                    for output in 0..<layer.outputs {
                        moment[layer.bias + output] = Float(numbers.next())
                        for input in 0..<layer.inputs {
                            moment[layer.weight + input * layer.stride + output] = Float(numbers.next())
                        }
                    }
                }
                for index in 0..<network.layout.extras { moment[network.layout.extra + index] = Float(numbers.next()) }
            }
        }
        return agent
    }
}

import ArgumentParser
import Households

/// Which policy is to live the simulated lives.
struct PolicyChoice: ExpressibleByArgument, Equatable {
    private static let names: [(name: String, kind: PolicyKind)] = [
        ("trained", .trained), ("untrained", .untrained), ("optimum", .optimum), ("tuned", .tunedRule),
        ("threshold", .threshold), ("50-30-20", .fiftyThirtyTwenty), ("cash", .allCash), ("equal", .equalThirds),
        ("random", .random),
    ]

    static let trained = PolicyChoice(kind: .trained)
    static let allValueStrings = names.map(\.name)

    let kind: PolicyKind

    private init(kind: PolicyKind) {
        self.kind = kind
    }

    init?(argument: String) {
        guard let choice = Self.names.first(where: { $0.name == argument }) else { return nil }
        kind = choice.kind
    }

    /// As it is given on the command line.
    var name: String { Self.names.first { $0.kind == kind }?.name ?? "" }

    var defaultValueDescription: String { name }
}

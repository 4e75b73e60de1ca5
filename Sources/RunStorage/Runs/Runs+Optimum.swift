import Households
import SystemPackage

/// The optimum of a household that lives for utility, kept with its run: it depends on the household alone, and takes
/// seconds to compute.
extension Runs {
    /// Numbers beyond which it is not kept: 256 MB.
    private static let mostNumbers = 64 << 20
    private static let versionKey = "optimum_version"
    private static let valueKey = "certainty_equivalent"

    /// The optimum that is kept with a run.
    ///
    /// - Returns: nil where there is no such run, it is another household's, or none is kept that this program would
    ///   compute.
    /// - Throws: `StorageError.damaged`, `.notFinite`, `.operationFailed`.
    package func optimum(of name: RunName, for scenario: Scenario) throws -> LifeOptimum? {
        guard scenario.objectiveKind == .utility else { return nil }
        do {
            return try reading(name) { directory, _ in try optimum(in: directory, for: scenario) }
        } catch StorageError.runNotFound {
            return nil
        }
    }

    private func optimum(in directory: RunDirectory, for scenario: Scenario) throws -> LifeOptimum? {
        guard directory.listed[name: RunDirectory.optimumName] != nil,
            try RunIdentity.ofHousehold(directory.description.scenario) == RunIdentity.ofHousehold(scenario)
        else { return nil }
        let bytes = try directory.bytes(of: RunDirectory.optimumName)
        return try damaged(directory.path.appending(RunDirectory.optimumName)) {
            let (tensors, facts) = try Safetensors.decodeWithFacts(bytes)
            guard facts[Self.versionKey] == .string("\(LifeOptimum.version)") else { return nil }
            guard case .string(let text) = facts[Self.valueKey], let value = Double(text), value.isFinite,
                let optimum = LifeOptimum(
                    calendar: LifeCalendar(scenario), tensors: tensors, certaintyEquivalent: value)
            else { throw Damage.document("is no optimum of this household") }
            return optimum
        }
    }

    /// Keeps the optimum with a run of its household, unless it is too large for that: of very long lives with a loan
    /// and many states of work.
    ///
    /// - Throws: `StorageError.locked`, `.busy`, `.damaged`, `.notFinite`, `.operationFailed`; `.runNotFound`, also
    ///   where another run has that name.
    package func save(_ optimum: LifeOptimum, for run: RunDescription) throws {
        guard optimum.numbers <= Self.mostNumbers else { return }
        let facts = [
            (key: Self.versionKey, text: "\(LifeOptimum.version)"),
            (key: Self.valueKey, text: "\(optimum.certaintyEquivalent)"),
        ]
        let bytes = try finite { try Safetensors.encode(optimum.tensors, facts: facts) }
        try change(run.name) { directory, _ in
            guard directory.description == run else { throw StorageError.runNotFound(run.name) }
            try directory.replace(RunDirectory.optimumName, by: bytes)
        }
    }
}

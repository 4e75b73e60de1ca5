/// Why a training could not go on.
package enum TrainingError: Error, Equatable {
    /// The gradient of an update was not finite, or what it left of the agent.
    case diverged(update: Int)
    /// A state to resume from does not fit the scenario: more episodes done than are to be trained, or than
    /// the history holds.
    case wrongState(reason: String)
}

extension TrainingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .diverged(let update):
            "the training diverged at update \(update + 1): the gradient or a weight is no longer a finite number"
        case .wrongState(let reason):
            "the state to resume from does not fit the scenario: \(reason)"
        }
    }
}

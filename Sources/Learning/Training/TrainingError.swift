/// Why a training could not go on.
package enum TrainingError: Error, Equatable {
    /// The gradient of an update was not finite, or what it left of the agent; or the policy moved so far that what was
    /// lived has no probability any more.
    case diverged(update: Int)
    /// A state to resume from does not fit the scenario: more episodes done than are to be trained, or than
    /// the history holds.
    case wrongState(reason: String)
}

extension TrainingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .diverged(let update):
            "the training diverged at update \(update + 1): the gradient or a weight is no longer a finite number, or the "
                + "policy gives what was lived no probability any more"
        case .wrongState(let reason):
            "the state to resume from does not fit the scenario: \(reason)"
        }
    }
}

import Foundation
import Households
import Learning
import RunStorage
import Studies

/// The threads that train a study, each one training at a time on one thread; what they bring is heard on the thread
/// that started them.
final class StudyWorkers: @unchecked Sendable {
    /// What a thread has done.
    enum Message {
        case yardsticks(household: String, StudyYardsticks)
        case row(index: Int, StudyOutcome, seconds: Double, weights: TrainerState?)
        /// A training was asked to stop, after so many seconds.
        case stopped(index: Int, TrainerState, TrainingHistory, seconds: Double)
        /// Nothing can go on.
        case failed(any Error)
        case threadEnded
    }

    /// Something to be done.
    private enum Item {
        case yardsticks(String)
        case training(Int)
    }

    private let condition = NSCondition()
    private let trainings: [StudyTraining]
    private let stop: StopRequest
    // Guarded by the condition.
    private var items: ArraySlice<Item> = []
    private var messages: [Message] = []
    private var isAbandoned = false
    private var known: [String: Yardsticks] = [:]
    private var isComputing: Set<String> = []
    private var failure: (any Error)?

    /// - Parameters:
    ///   - trainings: in the order in which they are begun.
    ///   - yardsticks: how to compute those of a household.
    init(
        _ trainings: [StudyTraining], stop: StopRequest,
        yardsticks: @escaping @Sendable (String) throws -> (Yardsticks, StudyYardsticks)
    ) {
        self.trainings = trainings
        self.stop = stop
        compute = yardsticks
        var items: [Item] = []
        var households: Set<String> = []
        for (index, training) in trainings.enumerated() {
            // They are needed when the first training of the household has ended.
            if households.insert(training.training.household).inserted {
                items.append(.yardsticks(training.training.household))
            }
            items.append(.training(index))
        }
        self.items = items[...]
    }

    private let compute: @Sendable (String) throws -> (Yardsticks, StudyYardsticks)

    /// Starts the threads.
    func start(jobs: Int) {
        for number in 0..<jobs {
            let thread = Thread { [self] in
                work()
                send(.threadEnded)
            }
            thread.name = "training \(number + 1)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// What the threads have done since it was asked last; waits for something, but no longer than a moment.
    func receive(waiting seconds: Double) -> [Message] {
        condition.lock()
        defer { condition.unlock() }
        if messages.isEmpty { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
        defer { messages = [] }
        return messages
    }

    /// Lets the threads begin nothing more; what they are at ends at the next batch.
    func abandon() { locked { isAbandoned = true } }

    private func locked<T>(_ body: () throws -> T) rethrows -> T {
        condition.lock()
        defer { condition.unlock() }
        return try body()
    }

    private func send(_ message: Message) {
        locked {
            messages.append(message)
            condition.broadcast()
        }
    }

    private var isStopping: Bool { stop.reason != nil || locked { isAbandoned } }

    private func work() {
        while let item = locked({ isAbandoned || stop.reason != nil ? nil : items.popFirst() }) {
            do {
                switch item {
                case .yardsticks(let household): _ = try yardsticks(household)
                case .training(let index): try train(index)
                }
            } catch is EvaluationCancelled {
                return
            } catch {
                abandon()
                return send(.failed(error))
            }
        }
    }

    private func train(_ index: Int) throws {
        let began = ContinuousClock.now
        func seconds() -> Double { (ContinuousClock.now - began) / .seconds(1) }
        let training = trainings[index]
        let end: StudyTraining.End
        do {
            end = try training.end(isStopping: { [self] in isStopping }) {
                try yardsticks(training.training.household)
            }
        } catch let error where error is EvaluationCancelled || error is StudyError {
            throw error
        } catch {
            let message = Failure(error).entries.first?.message ?? "\(error)"
            let outcome = StudyOutcome(status: .failed, message: message, episodes: training.run.episodes)
            return send(.row(index: index, outcome, seconds: seconds(), weights: nil))
        }
        switch end {
        case .row(let outcome, let weights):
            send(.row(index: index, outcome, seconds: seconds(), weights: weights))
        case .stopped(let state, let history):
            send(.stopped(index: index, state, history, seconds: seconds()))
        }
    }

    /// Those of a household: computed by the first thread that needs them, while others wait.
    private func yardsticks(_ household: String) throws -> Yardsticks {
        let isMine = try locked {
            while isComputing.contains(household) { condition.wait() }
            if let failure { throw failure }
            if known[household] != nil { return false }
            isComputing.insert(household)
            return true
        }
        if isMine {
            let result = Result { try compute(household) }
            locked {
                isComputing.remove(household)
                switch result {
                case .success(let both):
                    known[household] = both.0
                    messages.append(.yardsticks(household: household, both.1))
                case .failure(let error): failure = error
                }
                condition.broadcast()
            }
        }
        return try locked {
            if let failure { throw failure }
            guard let yardsticks = known[household] else { preconditionFailure("they were computed") }
            return yardsticks
        }
    }
}

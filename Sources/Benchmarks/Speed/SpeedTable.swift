import Foundation
import Households
import Reports

/// The medians as a table of three columns: what, how fast, and beside what.
struct SpeedTable {
    let measurements: SpeedMeasurements
    let objective: ObjectiveKind
    let shapes: [TrainingShape]
    /// The norm whose reaching is timed, and where it was reached.
    let norm: Double
    let target: NormTarget

    var text: String {
        let rows = arithmetic + training + peers + jobs
        return ([MarkdownTable.head(["what", "speed", "beside"])] + rows.map { MarkdownTable.row([$0, $1, $2]) })
            .joined(separator: "\n")
    }

    private typealias Row = (String, String, String)

    private var arithmetic: [Row] {
        let peaks = [1, 2].map { cores in
            row(cores == 1 ? "peak of one core" : "peak of two cores at once", .peak(cores: cores), gigaflops)
        }
        let products = KernelSpeed.all.enumerated().map { index, kernel in
            row(
                "\(kernel.name) (\(kernel.rows)×\(kernel.inner)·\(kernel.inner)×\(kernel.columns))", .kernel(index),
                gigaflops, share(.kernel(index), ofCores: 1))
        }
        let elements = ElementSpeed.allCases.map { element in
            row(element.rawValue, .element(element)) { String(format: "%.2f ns an element", $0) }
        }
        return peaks + products + elements
    }

    private var training: [Row] {
        shapes.map { shape in
            let speeds = [
                measurements.median(.steps(shape)).map { "\(DisplayFormat.number($0)) steps/s" },
                shape.isPeers && objective == .reward
                    ? nil
                    : measurements.median(.months(shape)).map {
                        "\(DisplayFormat.number($0)) months/s with those of comparisons"
                    },
                measurements.median(.operations(shape)).map(gigaflops),
            ]
            return (
                "training\(shape.isPeers ? ", the peers' work" : ""), \(shape.epochs) epochs, \(Self.threads(shape.threads))",
                speeds.compactMap(\.self).joined(separator: ", "), share(.operations(shape), ofCores: shape.threads)
            )
        }
    }

    private var peers: [Row] {
        Rivals.settings.compactMap { peer($0.kind, epochs: $0.epochs, cores: $0.cores) }
    }

    /// A peer's speed, and how many times as fast ours are, on one thread and two: with the peer's work, and as we
    /// train.
    private func peer(_ kind: Peer.Kind, epochs: Int, cores: Int) -> Row? {
        let quantity = SpeedQuantity.peer(kind, epochs: epochs, cores: cores)
        guard let speed = measurements.median(quantity) else { return nil }
        let isLife = kind == .jaxLife
        let ratios = [true, false].map { isPeers in
            [1, 2].map { threads in
                let shape = TrainingShape(isPeers: isPeers, epochs: epochs, threads: threads)
                let ours = isLife ? SpeedQuantity.months(shape) : .steps(shape)
                return measurements.ratio(ours, to: quantity).map { String(format: "%.1f", $0) } ?? "–"
            }.joined(separator: " and ") + " ×"
        }
        return (
            "\(kind.rawValue), \(epochs) epochs, \(cores == 1 ? "1 core" : "\(cores) cores")",
            "\(DisplayFormat.number(speed)) \(isLife ? "months/s with those of comparisons" : "steps/s")"
                + (measurements.median(.peerStart(kind, epochs: epochs, cores: cores)).map {
                    String(format: ", the first after %.1f s", $0)
                } ?? ""),
            "ours with 1 and 2 threads: \(ratios[0]) with its work"
                + (isLife ? "" : ", \(ratios[1]) with our comparisons")
        )
    }

    private var jobs: [Row] {
        let seconds = { (value: Double) in String(format: "%.2f s", value) }
        return [
            row(
                "train-and-report, process start to page and PDF", .jobSeconds, seconds,
                "training \(measurements.median(.jobTrainingSeconds).map(seconds) ?? "–")"),
            row("its peak memory", .jobMemory, Self.megabytes),
            row(
                "norm \(norm) reached, from process start to the checkpoint on disk", .secondsToNorm, seconds,
                target.episode.map { "episode \($0)" } ?? "not reached"),
        ]
    }

    private func row(
        _ name: String, _ quantity: SpeedQuantity, _ format: (Double) -> String, _ beside: String = ""
    ) -> Row {
        (name, measurements.median(quantity).map(format) ?? "–", beside)
    }

    private func share(_ quantity: SpeedQuantity, ofCores cores: Int) -> String {
        guard let ratio = measurements.ratio(quantity, to: .peak(cores: cores)) else { return "" }
        return String(format: "%.0f %% of the peak of %@", 100 * ratio, cores == 1 ? "one core" : "two cores")
    }

    private func gigaflops(_ value: Double) -> String { String(format: "%.1f GFLOP/s", value / 1e9) }
    static func megabytes(_ bytes: Double) -> String { String(format: "%.0f MB", bytes / 1e6) }
    private static func threads(_ count: Int) -> String { count == 1 ? "1 thread" : "\(count) threads" }
}

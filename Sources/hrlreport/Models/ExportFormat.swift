import ArgumentParser
import ModelExports

/// A format that something of a run can be exported to.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case safetensors, onnx, pt, csv, tensorboard

    /// The format that a file's name implies; nil where it implies none.
    init?(fileName: String) {
        let stem = fileName.split(separator: "/").last ?? ""
        if stem.contains(EventFile.namePart) {
            self = .tensorboard
            return
        }
        let suffix =
            stem.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init) ?? ""
        self.init(rawValue: suffix.lowercased() == "pth" ? "pt" : suffix.lowercased())
        // The name of a format is not the ending of a file.
        if self == .tensorboard { return nil }
    }

    /// Whether it holds an agent, and not the history.
    var isModel: Bool {
        switch self {
        case .safetensors, .onnx, .pt: true
        case .csv, .tensorboard: false
        }
    }

    /// The names of the formats whose files end in their name.
    static let endings = allCases.filter { $0 != .tensorboard }.map { ".\($0.rawValue)" }.joined(separator: ", ")
}

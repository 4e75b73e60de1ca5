import Foundation
import Jobs
import Logging
import RunStorage
import SystemPackage
import TrainingService

/// An output, a folder of scenarios, and what pretends to be the trainer.
final class Workplace: Sendable {
    let folder: String
    let output: Output

    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized.path

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hrlreport-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/scenarios", withIntermediateDirectories: true)
        for name in ["bologna_coppia", "balanced"] {
            try FileManager.default.copyItem(
                atPath: "\(Self.root)/scenarios/\(name).yaml", toPath: "\(folder)/scenarios/\(name).yaml")
        }
        output = Output(root: FilePath("\(folder)/output"))
    }

    deinit {
        // Nothing depends on its being gone.
        try? FileManager.default.removeItem(atPath: folder)
    }

    func configuration(program: String = "/bin/false") -> ServiceConfiguration {
        var configuration = ServiceConfiguration(output: output)
        configuration.scenarios = "\(folder)/scenarios"
        configuration.templates = "\(Self.root)/templates"
        configuration.program = program
        configuration.port = 0
        return configuration
    }

    /// A program that the service starts instead of the trainer: a script of the shell.
    func trainer(_ script: String) throws -> String {
        let path = "\(folder)/trainer-\(UUID().uuidString)"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

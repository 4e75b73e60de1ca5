import Foundation
import SystemPackage

/// A directory of its own for a test, which goes with the value.
final class TemporaryDirectory: Sendable {
    let path: FilePath

    init() throws {
        // In memory where there is such a place: the tests flush thousands of files.
        let shared = FilePath("/dev/shm")
        let parent =
            access(shared.string, W_OK) == 0 ? shared : FilePath(FileManager.default.temporaryDirectory.path)
        path = parent.appending("hrlreport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path.string)
    }
}

/// The contents of every file under a directory, by relative path; hidden ones included.
func tree(_ root: FilePath) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.string) {
        var isDirectory: ObjCBool = false
        let path = root.appending(name).string
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue {
            result[name] = try bytes(FilePath(path))
        }
    }
    return result
}

func bytes(_ path: FilePath) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path.string)))
}

func write(_ bytes: [UInt8], to path: FilePath) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path.string))
}

func remove(_ path: FilePath) throws {
    try FileManager.default.removeItem(atPath: path.string)
}

func copyTree(_ path: FilePath, to target: FilePath) throws {
    try FileManager.default.copyItem(atPath: path.string, toPath: target.string)
}

func exists(_ path: FilePath) -> Bool {
    FileManager.default.fileExists(atPath: path.string)
}

/// Runs a program to its end.
/// - Returns: its exit code and what it printed.
@discardableResult
func run(_ program: String, _ arguments: [String], in directory: FilePath) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory.string)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

func move(_ source: FilePath, to target: FilePath) throws {
    try FileManager.default.moveItem(atPath: source.string, toPath: target.string)
}

import Foundation
import Testing
import hrlreport

@Suite struct UserFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func link(_ name: String, to target: String) throws -> String {
        let path = folder.url.appending(path: name).path
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        return path
    }

    @Test func whatALinkLeadsToIsReplacedWhole() throws {
        _ = try folder.write("longer than what follows", to: "elsewhere/file")
        let path = try link("link", to: "elsewhere/file")
        try UserFile.write(Array("new".utf8), to: path)
        #expect(folder.text("elsewhere/file") == "new" && folder.text("link") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "elsewhere/file")
        #expect(try folder.files().keys.filter { $0.hasSuffix(".tmp") } == [])
    }

    @Test func aLinkToNothingYetMakesTheFile() throws {
        try UserFile.write(Array("new".utf8), to: try link("link", to: "later"))
        #expect(folder.text("later") == "new")
    }

    @Test func whatTheProcessHasOpenIsWrittenBehindWhatIsInIt() throws {
        let path = try folder.write("before\n", to: "file")
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try UserFile.write(Array("after\n".utf8), to: "/dev/fd/\(handle.fileDescriptor)")
        #expect(folder.text("file") == "before\nafter\n")
        try UserFile.write([1], to: "/dev/null")
        try handle.close()
    }

    /// Nobody knows the name under which a file waits: what is told of is the file that was named.
    @Test(arguments: ["no/x.csv", "no/such/folder/x.onnx"])
    func aFolderThatIsMissingIsNamed(name: String) throws {
        let path = folder.url.appending(path: name).path
        let parent = (path as NSString).deletingLastPathComponent
        #expect(throws: CommandError.noFolder(path, folder: parent)) { try UserFile.write([1], to: path) }
        _ = try folder.write("a file", to: "plain")
        let inFile = folder.url.appending(path: "plain/x.csv").path
        #expect {
            try UserFile.write([1], to: inFile)
        } throws: { error in "\(error)".contains("plain/x.csv") && !"\(error)".contains(".tmp") }
    }

    @Test func whatCannotBeWrittenIsTold() throws {
        let directory = folder.path
        #expect(throws: CommandError.fileNotWritten(directory, .isDirectory)) {
            try UserFile.write([1], to: directory)
        }
        let circle = try link("circle", to: "circle")
        #expect(throws: CommandError.fileNotWritten(circle, .tooManySymbolicLinkLevels)) {
            try UserFile.write([1], to: circle)
        }
    }
}

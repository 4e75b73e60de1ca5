import Foundation
import NIOPosix
import Synchronization
import Testing
import TrainingService

@Suite("Watching a folder", .timeLimit(.minutes(5)))
struct FolderWatchTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private final class Counter: Sendable {
        private let count = Atomic(0)

        func add() { count.add(1, ordering: .relaxed) }

        /// Waits until there are more than so many.
        func passes(_ number: Int) -> Bool {
            for _ in 0..<2000 where count.load(ordering: .relaxed) <= number { usleep(10_000) }
            return count.load(ordering: .relaxed) > number
        }

        var value: Int { count.load(ordering: .relaxed) }
    }

    @Test func whatComesAndIsWrittenIsTold() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let changes = Counter()
        let channel = try FolderWatch.begin(workplace.folder, on: group.next()) { changes.add() }.wait()
        #expect(changes.value == 0)
        let path = "\(workplace.folder)/file"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(changes.passes(0))
        let before = changes.value
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.write(contentsOf: Data("more".utf8))
        #expect(changes.passes(before))
        try channel.close().wait()
    }

    /// Whoever asked can then say why, and look by itself.
    @Test func aFolderThatIsMissingIsSaid() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let error = #expect(throws: (any Error).self) {
            try FolderWatch.begin("\(workplace.folder)/none", on: group.next()) {}.wait()
        }
        #expect("\(try #require(error))".contains("inotify_add_watch"))
    }
}

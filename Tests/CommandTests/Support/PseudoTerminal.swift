import Foundation
import Glibc
import Testing

/// A terminal for the program, with the test in the place of the person.
final class PseudoTerminal {
    /// What the program gets.
    let handle: FileHandle
    private let descriptor: Int32
    /// Linux' `TIOCSPTLCK` and `TIOCGPTN`, macros that Swift does not see.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private(set) var text = ""

    init(columns: UInt16) throws {
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
        try #require(descriptor >= 0)
        var (locked, number): (Int32, Int32) = (0, 0)
        try #require(ioctl(descriptor, Self.setLock, &locked) == 0 && ioctl(descriptor, Self.getNumber, &number) == 0)
        let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(other >= 0)
        handle = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        resize(columns: columns)
    }

    deinit {
        close(descriptor)
    }

    func resize(columns: UInt16) {
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    func type(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(descriptor, bytes, bytes.count)
    }

    /// Takes what the program has written.
    func read() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// Reads until the program has ended, or until `isEnough`.
    func follow(_ program: RunningProgram, until isEnough: (String) -> Bool = { _ in false }) {
        while program.isRunning, !isEnough(text) {
            read()
            usleep(2000)
        }
        read()
    }
}

import Foundation
import Glibc
import Jobs

/// What is known about the terminal that standard error goes to.
enum Terminal {
    /// Whether a line can be redrawn in place.
    static var canRedraw: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether there is somebody to answer a question.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// What there is on standard input where that is no terminal.
    enum Input {
        /// A file or a pipe with something in it, or at its end.
        case lines
        /// A pipe on which nothing comes: who started the program left it open.
        case silence
        case none
    }

    /// How long somebody who writes into a pipe has time to begin, milliseconds.
    private static let patience: Int32 = 2000

    static var input: Input {
        var found = stat()
        guard fstat(STDIN_FILENO, &found) == 0, [S_IFIFO, S_IFREG, S_IFSOCK].contains(found.st_mode & S_IFMT) else {
            return .none
        }
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, patience) > 0 ? .lines : .silence
    }

    /// Asks a question that is answered with yes or no; anything but yes is no.
    static func ask(_ question: String) -> Bool {
        StandardStream.error.writeIfPossible("\(PrintableText.oneLine(question)) [y/N] ")
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }

    /// Characters in a line, 80 where the terminal does not say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

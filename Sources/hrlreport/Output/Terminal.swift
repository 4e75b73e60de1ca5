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

    /// Whether somebody may have written something for the program to read: a pipe or a file.
    static var hasInput: Bool {
        var found = stat()
        guard fstat(STDIN_FILENO, &found) == 0 else { return false }
        return [S_IFIFO, S_IFREG, S_IFSOCK].contains(found.st_mode & S_IFMT)
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

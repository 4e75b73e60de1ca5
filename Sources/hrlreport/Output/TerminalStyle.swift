import Foundation

/// Whether words are set off by colour: on a terminal, unless `NO_COLOR` or `TERM` say otherwise.
package enum TerminalStyle: Sendable {
    case plain, colored

    package enum Color: Int, Sendable {
        case red = 31
        case yellow = 33
        case cyan = 36
    }

    /// What standard error takes.
    static var ofStandardError: TerminalStyle {
        let noColor = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
        return Terminal.canRedraw && noColor.isEmpty ? .colored : .plain
    }

    /// `text` in bold and in `color`, or as it is.
    package func text(_ text: String, _ color: Color) -> String {
        self == .plain ? text : "\u{1B}[1;\(color.rawValue)m\(text)\u{1B}[0m"
    }
}

import Testing
import hrlreport

@Suite("Tables on a terminal")
struct ConsoleTableTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        var table = ConsoleTable([.text("run"), .number("episodes"), .text("state")])
        table.add(["a", "1,000", "finished"])
        table.add(["bologna_coppia", "50", ""])
        #expect(
            table.text == """
                run             episodes  state
                a                  1,000  finished
                bologna_coppia        50

                """)
    }

    @Test func titlesMayBeLeftOut() {
        var table = ConsoleTable([.text(""), .number("")])
        table.add(["income", "€3,200"])
        table.add(["bills", "−€200"])
        #expect(table.text == "income  €3,200\nbills    −€200\n")
    }

    @Test func cellsCannotCommandTheTerminal() {
        var table = ConsoleTable([.text("a")])
        table.add(["x\u{1B}[2J\ny"])
        #expect(table.text == "a\nx\u{FFFD}[2J y\n")
    }
}

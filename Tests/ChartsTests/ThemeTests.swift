import Charts
import Testing

@Suite("Colours")
struct ThemeTests {
    @Test("Every role has a colour of its own in both themes", arguments: [Theme.light, Theme.dark])
    func distinct(theme: Theme) {
        #expect(Set(ThemeColor.allCases.map { theme[$0] }).count == ThemeColor.allCases.count)
    }
}

import RunStorage
import Testing

@Test(arguments: [(0, "0 episodes"), (1, "1 episode"), (2, "2 episodes"), (1000, "1000 episodes")])
func aNumberHasItsNoun(number: Int, text: String) {
    #expect(counted(number, "episode") == text)
    #expect(counted(number, "run") { "<\($0)>" } == "<\(number)> run\(number == 1 ? "" : "s")")
}

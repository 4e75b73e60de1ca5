import NumericKernels
import Testing

@Suite("Float buffers")
struct FloatBufferTests {
    @Test(arguments: [(0, 0), (1, 8), (8, 8), (9, 16), (24, 24)])
    func areZeroAndPadded(count: Int, padded: Int) {
        let buffer = FloatBuffer(count: count)
        #expect(buffer.count == padded)
        #expect((0..<padded).allSatisfy { buffer[$0] == 0 })
    }

    @Test func holdWhatIsWritten() {
        let buffer = FloatBuffer(count: 10)
        buffer.fill(with: 2.5)
        buffer[3] = -1
        #expect((0..<16).map { buffer[$0] } == (0..<16).map { $0 == 3 ? -1 : 2.5 })
    }
}

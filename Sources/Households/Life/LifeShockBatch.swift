import NumericKernels

/// Chance of many months of lives, drawn at once in vectors: what `LifeShocks` draws, its normals rounded to single
/// precision.
///
/// Holds what one thread computes in.
package final class LifeShockBatch {
    /// Words and normals of one block of each month.
    private struct Drawn {
        let words: UnsafeMutablePointer<UInt32>
        let cosines, sines: FloatBuffer

        init(capacity: Int) {
            words = .allocate(capacity: 4 * capacity)
            (cosines, sines) = (FloatBuffer(count: capacity), FloatBuffer(count: capacity))
        }
    }

    private let shocks: LifeShocks
    private let capacity: Int
    private let lives: UnsafeMutablePointer<UInt64>
    private let months, counters: UnsafeMutablePointer<UInt32>
    private let bills, work, crash: Drawn
    /// Months that wait, and months that are drawn; the latter padded to whole vectors, too.
    private var waiting = 0, drawn = 0, padded = 0

    /// - Parameter capacity: months that are drawn at once.
    package init(_ shocks: LifeShocks, capacity: Int) {
        self.shocks = shocks
        self.capacity = capacity
        let padded = Kernels.padded(capacity)
        lives = .allocate(capacity: padded)
        lives.initialize(repeating: 0, count: padded)
        months = .allocate(capacity: padded)
        months.initialize(repeating: 0, count: padded)
        counters = .allocate(capacity: padded)
        (bills, work, crash) = (Drawn(capacity: padded), Drawn(capacity: padded), Drawn(capacity: padded))
    }

    deinit {
        lives.deallocate()
        months.deallocate()
        counters.deallocate()
        for drawn in [bills, work, crash] { drawn.words.deallocate() }
    }

    /// Adds a month of a life, both counted from 0, to those that are drawn next.
    package func add(life: UInt64, month: Int) {
        precondition(waiting < capacity, "more months than fit")
        lives[waiting] = life
        months[waiting] = UInt32(truncatingIfNeeded: month)
        waiting += 1
    }

    /// Draws the months that were added since it was done last.
    package func draw() {
        (drawn, padded) = (waiting, Kernels.padded(waiting))
        waiting = 0
        draw(.bills, into: bills, hasNormals: true)
        draw(.work, into: work, hasNormals: shocks.hasFactors)
        draw(.crash, into: crash, hasNormals: false)
    }

    private func draw(_ block: LifeShocks.Block, into place: Drawn, hasNormals: Bool) {
        guard shocks.draws(block) else { return }
        for index in 0..<padded { counters[index] = block.counter(Int(months[index])) }
        shocks.random.blocks(indices: lives, counters: counters, count: padded, into: place.words)
        guard hasNormals else { return }
        Kernels.best.boxMuller(
            place.words, place.words + padded, cosine: place.cosines.base, sine: place.sines.base, count: padded)
    }

    /// The chance of a month that was drawn last, to be read before another one is added.
    ///
    /// - Parameter index: in the order in which they were added.
    package func shock(_ index: Int) -> LifeShock {
        precondition(index < drawn && waiting == 0, "no such month was drawn")
        func uniform(_ place: Drawn, _ word: Int) -> Double {
            CounterRandom.uniform(place.words[word * padded + index])
        }
        var numbers = LifeShocks.Numbers(
            normals: (Double(bills.cosines.base[index]), Double(bills.sines.base[index])), uniform: uniform(bills, 2))
        if shocks.hasFactors { numbers.income = Double(work.cosines.base[index]) }
        if shocks.draws(.work) { numbers.work = uniform(work, 2) }
        if shocks.draws(.crash) {
            numbers.crash = SIMD4(uniform(crash, 0), uniform(crash, 1), uniform(crash, 2), uniform(crash, 3))
        }
        return shocks.shock(of: numbers, life: lives[index], month: Int(months[index]))
    }
}

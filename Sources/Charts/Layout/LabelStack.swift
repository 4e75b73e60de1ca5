/// Moves labels apart that would lie over each other, each as little as possible.
package enum LabelStack {
    /// Upper edges for labels of the given heights, such that they lie in `bounds` without overlapping, in the order
    /// of their wanted centres, with the least sum of squared moves (isotonic regression by pooling adjacent blocks).
    /// Where all together are higher than `bounds` they begin at its lower bound and run over the upper.
    package static func tops(centers: [Double], heights: [Double], bounds: ClosedRange<Double>) -> [Double] {
        precondition(centers.count == heights.count, "each label has a height")
        let order = centers.indices.sorted { (centers[$0], $0) < (centers[$1], $1) }
        var blocks: [Block] = []
        for index in order {
            blocks.append(Block(top: centers[index] - heights[index] / 2, height: heights[index], count: 1))
            while blocks.count > 1, blocks[blocks.count - 2].bottom > blocks[blocks.count - 1].top {
                let last = blocks.removeLast()
                blocks[blocks.count - 1].append(last)
            }
        }
        let placed = clamped(blocks, bounds: bounds)
        var tops = centers
        var position = 0
        for block in placed {
            var top = block.top
            for index in order[position..<position + block.count] {
                tops[index] = top
                top += heights[index]
            }
            position += block.count
        }
        return tops
    }

    /// Blocks pushed into the bounds, from below and then from above.
    private static func clamped(_ blocks: [Block], bounds: ClosedRange<Double>) -> [Block] {
        var blocks = blocks
        var floor = bounds.upperBound
        for index in blocks.indices.reversed() {
            blocks[index].top = min(blocks[index].top, floor - blocks[index].height)
            floor = blocks[index].top
        }
        var ceiling = bounds.lowerBound
        for index in blocks.indices {
            blocks[index].top = max(blocks[index].top, ceiling)
            ceiling = blocks[index].bottom
        }
        return blocks
    }

    /// Labels that touch.
    private struct Block {
        /// The best place: the mean of what its labels want.
        var top: Double
        var height: Double
        var count: Int

        var bottom: Double { top + height }

        mutating func append(_ other: Block) {
            let wanted = other.top - height
            top = (top * Double(count) + wanted * Double(other.count)) / Double(count + other.count)
            height += other.height
            count += other.count
        }
    }
}

/// Finds room for the names of histograms that lie over each other: above all bars, where the named one stands out.
struct BarLabelPlacement {
    /// The upper edge of one bar.
    struct Step: Equatable {
        var left: Double
        var right: Double
        /// Its y; the smaller the higher the bar.
        var top: Double
    }

    /// The bars of each layer, from left to right.
    let layers: [[Step]]
    /// Where vertical lines stand that labels should not lie on.
    let lines: [Double]
    /// Where labels may lie.
    let bounds: Rect

    /// A label for a layer; nil where the layer has no bar.
    ///
    /// - Parameter taken: labels placed before.
    func box(forLayer index: Int, size: Size, taken: [Rect]) -> Rect? {
        guard let bar = mostDistinct(in: index) else { return nil }
        let middle = (bar.left + bar.right) / 2
        let besideLines = lines.flatMap { [$0 - size.width - 5, $0 + 5] }
        let candidates = ([0.5, 0.25, 0.75, 0, 1].map { middle - size.width * $0 } + besideLines).map { wanted in
            let left = min(max(bounds.x, wanted), max(bounds.x, bounds.maxX - size.width))
            return lowestFree(left: left, size: size, taken: taken)
        }
        return candidates.min { cost(of: $0, for: bar) < cost(of: $1, for: bar) }
    }

    /// The bar that rises most above those of the other layers; the highest where none does.
    private func mostDistinct(in index: Int) -> Step? {
        let highest = layers.joined().map(\.top).min() ?? 0
        let floor = layers.joined().map(\.top).max() ?? 0
        guard floor > highest else { return nil }
        return layers[index].filter { $0.top < floor }.min {
            (excess(of: $0, index), $0.top) < (excess(of: $1, index), $1.top)
        }
    }

    private func excess(of step: Step, _ index: Int) -> Double {
        let middle = (step.left + step.right) / 2
        let others = layers.indices.filter { $0 != index }.flatMap { layers[$0] }
        let rival = others.filter { $0.left <= middle && middle <= $0.right }.map(\.top).min()
        return step.top - (rival ?? 0)
    }

    private func lowestFree(left: Double, size: Size, taken: [Rect]) -> Rect {
        let right = left + size.width
        let below = layers.joined().filter { $0.left < right && left < $0.right }.map(\.top).min() ?? bounds.maxY
        var box = Rect(x: left, y: max(bounds.y, below - size.height - 2), width: size.width, height: size.height)
        while let other = taken.first(where: box.intersects), other.y - size.height >= bounds.y {
            box.y = other.y - size.height
        }
        return box
    }

    /// Distance from the bar, and a penalty for lying on a line.
    private func cost(of box: Rect, for bar: Step) -> Double {
        let crossings = lines.count { box.x - 2 < $0 && $0 < box.maxX + 2 }
        let aside = max(0, bar.left - box.maxX, box.x - bar.right)
        return max(0, bar.top - box.maxY) + aside + 40 * Double(crossings)
    }
}

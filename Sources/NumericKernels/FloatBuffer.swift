/// Memory for floats with one owner: zeroed when made, freed with it.
///
/// Whoever shares a buffer between threads sees to it that no two touch the same part at once.
package final class FloatBuffer: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Float>

    /// - Parameter count: elements; rounded up to a multiple of the kernels' width.
    package init(count: Int) {
        self.count = Kernels.padded(count)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(1, self.count) * 4, alignment: 64)
        base = raw.bindMemory(to: Float.self, capacity: self.count)
        base.initialize(repeating: 0, count: self.count)
    }

    deinit {
        base.deallocate()
    }

    package subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count)
            return base[index]
        }
        set {
            precondition(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    package func fill(with value: Float) {
        base.update(repeating: value, count: count)
    }
}

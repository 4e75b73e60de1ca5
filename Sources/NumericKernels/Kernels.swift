import CNumericKernels

/// One set of kernels: dense arithmetic on small row-major matrices of 32-bit floats, and random numbers.
///
/// All sets give the same bits. Widths that are written to and the lengths of plain arrays are multiples of
/// `Kernels.width`.
package struct Kernels: @unchecked Sendable {
    /// Floats a vector; what widths are padded to.
    package static let width = Int(NK_WIDTH)

    /// The kernels that this machine can run: the fastest first, last those that every machine can run.
    package static let all: [Kernels] = sequence(state: Int32(0)) { index in
        defer { index += 1 }
        return nk_kernels_at(index).map { Kernels(table: $0) }
    }.map { $0 }
    /// The fastest kernels that this machine can run.
    package static let best = all[0]

    private let table: UnsafePointer<nk_kernels>

    /// Names the instructions used.
    package var name: String { String(cString: table.pointee.name) }

    /// The smallest multiple of `width` that is at least `count`.
    package static func padded(_ count: Int) -> Int {
        (count + width - 1) / width * width
    }

    /// C [rows × columns] = A·B on its way through `epilogue`; A [rows × inner] may be a transposed view.
    @inline(__always)
    package func multiply(
        rows: Int, columns: Int, inner: Int, _ a: MatrixView, _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>, epilogue: nk_epilogue = NK_STORE, operand: UnsafePointer<Float>? = nil
    ) {
        table.pointee.multiply(
            Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns), Int32(truncatingIfNeeded: inner),
            a.view, b, columns, c, columns, epilogue, operand)
    }

    /// out[i] = Σ a[i][j]·b[j] + bias, for A [rows × inner] and b [inner]; `inner` is a multiple of `width`.
    package func project(
        rows: Int, inner: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, bias: Float,
        into out: UnsafeMutablePointer<Float>
    ) {
        table.pointee.project(Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: inner), a, b, bias, out)
    }

    /// sums[j] += Σ over the rows of x[i][j].
    package func addColumnSums(
        rows: Int, columns: Int, of x: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>
    ) {
        table.pointee.add_column_sums(Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns), x, sums)
    }

    /// out [columns × rows] = xᵀ, where x [rows × columns] is part of a matrix of `stride` columns.
    package func transpose(
        rows: Int, columns: Int, of x: UnsafePointer<Float>, stride: Int, into out: UnsafeMutablePointer<Float>
    ) {
        table.pointee.transpose(
            Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns), x, stride, out, rows)
    }

    package func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
        table.pointee.sum_of_squares(x, count)
    }

    /// One step of Adam (Kingma & Ba 2015), in place.
    package func adam(
        _ step: AdamStep, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
        firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int
    ) {
        table.pointee.adam(step, parameters, gradient, firstMoment, secondMoment, count)
    }

    package func tanh(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.tanh(x, out, count)
    }

    package func exp(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.exp(x, out, count)
    }

    package func asinh(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.asinh(x, out, count)
    }

    /// words [4 × count]: the four words of the Philox block of each index and counter, first all first words.
    package func philox(
        _ stream: PhiloxStream, indices: UnsafePointer<UInt64>, counters: UnsafePointer<UInt32>, count: Int,
        into words: UnsafeMutablePointer<UInt32>
    ) {
        table.pointee.philox(stream, indices, counters, count, words)
    }

    /// Two numbers from N(0, 1) out of two words each, by the Box–Muller transform; to 1e-6, where both are next to 0
    /// to 3e-4.
    package func boxMuller(
        _ first: UnsafePointer<UInt32>, _ second: UnsafePointer<UInt32>, cosine: UnsafeMutablePointer<Float>,
        sine: UnsafeMutablePointer<Float>, count: Int
    ) {
        table.pointee.box_muller(first, second, cosine, sine, count)
    }
}

/// The settings of one step of Adam.
package typealias AdamStep = nk_adam_step

/// Whose random numbers are drawn: a seed, and what they are for.
package typealias PhiloxStream = nk_philox_stream

/// A matrix seen through strides, so that a transpose costs nothing.
package struct MatrixView {
    fileprivate let view: nk_view

    /// A row-major matrix of `columns` columns.
    @inline(__always)
    package init(_ data: UnsafePointer<Float>, columns: Int) {
        view = nk_view(data: data, row: columns, column: 1)
    }

    /// The transpose of a row-major matrix of `columns` columns.
    @inline(__always)
    package init(transposing data: UnsafePointer<Float>, columns: Int) {
        view = nk_view(data: data, row: 1, column: columns)
    }
}

import CCairo

/// Owns a Cairo surface and, where the surface writes a document, the bytes written.
final class CairoSurface {
    /// A `cairo_surface_t`.
    let handle: OpaquePointer
    private let sink: ByteSink

    /// A document of pages; `size` in points.
    static func pdf(size: Size) throws(ChartsError) -> CairoSurface {
        let sink = ByteSink()
        let surface = try CairoSurface(
            cairo_pdf_surface_create_for_stream(ByteSink.write, sink.pointer, size.width, size.height), sink)
        cairo_pdf_surface_restrict_to_version(surface.handle, CAIRO_PDF_VERSION_1_4)
        return surface
    }

    /// Opaque pixels.
    static func image(width: Int, height: Int) throws(ChartsError) -> CairoSurface {
        try CairoSurface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)), ByteSink())
    }

    private init(_ handle: OpaquePointer?, _ sink: ByteSink) throws(ChartsError) {
        guard let handle else {
            throw .cairo(status: 1, words: "no surface", during: .createSurface)
        }
        self.handle = handle
        self.sink = sink
        try check(.createSurface)
    }

    deinit {
        // A stream surface may still write here; the sink lives as long as this object.
        cairo_surface_destroy(handle)
    }

    /// Throws where anything has failed on this surface.
    func check(_ operation: ChartsError.Operation) throws(ChartsError) {
        try ChartsError.check(cairo_surface_status(handle), operation)
    }

    /// Ends a document and returns its bytes; the surface cannot be drawn on afterwards.
    func finish() throws(ChartsError) -> [UInt8] {
        cairo_surface_finish(handle)
        try check(.finish)
        return sink.bytes
    }

    /// The pixels as a PNG file.
    func png() throws(ChartsError) -> [UInt8] {
        cairo_surface_flush(handle)
        let status = cairo_surface_write_to_png_stream(handle, ByteSink.write, sink.pointer)
        try ChartsError.check(status, .finish)
        return sink.bytes
    }
}

/// Collects what Cairo writes.
private final class ByteSink {
    private(set) var bytes: [UInt8] = []

    /// Valid as long as this object lives.
    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let write: cairo_write_func_t = { closure, data, length in
        guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}

extension ChartsError {
    /// Throws unless `status` says success.
    static func check(_ status: cairo_status_t, _ operation: Operation) throws(ChartsError) {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let words = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
        throw .cairo(status: status.rawValue, words: words, during: operation)
    }
}

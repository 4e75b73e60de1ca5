import CCairo

/// Drawings as PNG files.
package enum PNGImage {
    /// The drawing at `scale` pixels a unit, opaque.
    ///
    /// - Throws: `ChartsError.cairo`.
    package static func encode(
        _ drawing: Drawing, typesetter: Typesetter, theme: Theme = .light, scale: Double = 2
    ) throws(ChartsError) -> [UInt8] {
        let surface = try CairoSurface.image(
            width: Int((drawing.size.width * scale).rounded(.up)),
            height: Int((drawing.size.height * scale).rounded(.up)))
        let context = try CairoContext(surface, theme: theme, textMode: .outlines)
        context.setColor(.background)
        cairo_paint(context.handle)
        try context.translated(to: Point(x: 0, y: 0), scale: scale) { () throws(ChartsError) in
            try DrawingRenderer(context: context, typesetter: typesetter).draw(drawing)
        }
        return try surface.png()
    }
}

import CCairo

/// The installed fonts and the Pango context that sets text in them.
package final class FontCatalog {
    /// Names that Pango lists whether or not there is a font behind them.
    static let genericFamilies: Set<String> = ["Sans", "Serif", "Monospace", "System-ui", "Cursive", "Fantasy"]

    /// Families that Pango lists, generic ones included.
    let families: Set<String>
    /// A `PangoContext`.
    let context: OpaquePointer
    private let map: UnsafeMutablePointer<PangoFontMap>

    init() {
        guard let map = pango_cairo_font_map_new(), let context = pango_font_map_create_context(map) else {
            preconditionFailure("GLib ends the process where memory is short")
        }
        self.map = map
        self.context = context
        // Where the fonts' configuration cannot be read, there are none in colour either.
        _ = charts_leave_out_colour_fonts(map)
        families = Self.listFamilies(map)
        configure()
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(map))
    }

    /// Whether any text can be drawn at all.
    var hasFonts: Bool { Self.hasFonts(families: families) }

    /// Whether these are more than names without a font behind them.
    package static func hasFonts(families: Set<String>) -> Bool {
        !families.subtracting(genericFamilies).isEmpty
    }

    /// Advances are those of the outlines, at any resolution, and nothing comes from the user's locale.
    private func configure() {
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        pango_context_set_language(context, pango_language_from_string("en"))
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    }

    private static func listFamilies(_ map: UnsafeMutablePointer<PangoFontMap>) -> Set<String> {
        var list: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
        var count: Int32 = 0
        pango_font_map_list_families(map, &list, &count)
        defer { g_free(list) }
        var names: Set<String> = []
        for index in 0..<Int(count) {
            guard let family = list?[index], let name = pango_font_family_get_name(family) else { continue }
            names.insert(String(cString: name))
        }
        return names
    }
}

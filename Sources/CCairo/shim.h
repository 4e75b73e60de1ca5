#pragma once

#include <cairo-pdf.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

/// Leaves fonts out of a map whose letters are pictures in colour: they cannot be drawn as outlines, nor archived.
/// Returns whether that could be done.
static inline int charts_leave_out_colour_fonts(PangoFontMap *map) {
    static const char rule[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><selectfont><rejectfont><pattern>"
        "<patelt name=\"color\"><bool>true</bool></patelt></pattern></rejectfont></selectfont></fontconfig>";
    if (!PANGO_IS_FC_FONT_MAP(map)) return 0;
    FcConfig *config = FcInitLoadConfig();
    if (!config) return 0;
    int done = FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)rule, FcTrue) && FcConfigBuildFonts(config);
    if (done) pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config);
    return done;
}

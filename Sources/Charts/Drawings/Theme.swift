/// A colour of 8 bits a channel.
package struct RGB: Equatable, Hashable, Sendable {
    package var red, green, blue: UInt8

    /// From a number such as 0x1F77B4.
    package init(_ hex: UInt32) {
        red = UInt8(hex >> 16 & 0xFF)
        green = UInt8(hex >> 8 & 0xFF)
        blue = UInt8(hex & 0xFF)
    }

    /// Such as `#1f77b4`.
    package var hex: String {
        "#"
            + [red, green, blue].map { channel in
                let digits = String(channel, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}

/// A value for each role. Lines keep a contrast of 3:1 with the background, everything that colours text 4.5:1.
package enum Theme: Sendable {
    /// For paper and bright screens.
    case light
    /// For dark screens.
    case dark

    package subscript(role: ThemeColor) -> RGB { RGB(self == .light ? role.hex.light : role.hex.dark) }

    /// The declarations of all colours as CSS custom properties, such as `--ink:#1a1f26;…`, to be put in a rule.
    package var cssDeclarations: String {
        ThemeColor.allCases.map { "\($0.cssVariable):\(self[$0].hex);" }.joined()
    }
}

extension ThemeColor {
    /// On paper and bright screens, and on dark ones.
    fileprivate var hex: (light: UInt32, dark: UInt32) {
        switch self {
        case .background: (0xFFFFFF, 0x14181D)
        case .ink: (0x1A1F26, 0xE8ECF1)
        case .mutedInk: (0x566070, 0xA3AEBB)
        case .axis: (0x7A8494, 0x7C8795)
        case .grid: (0xE3E7EC, 0x2A313A)
        case .raw: (0x8794A2, 0x66717E)
        case .band50: (0xA9CBE8, 0x2B557C)
        case .band90: (0xD8E7F4, 0x1D3650)
        case .series1: (0x0B5FA5, 0x6DB3F2)
        case .series2: (0xC2410C, 0xFF9A6B)
        case .series3: (0x00775A, 0x4CC9A0)
        case .series4: (0x8F3A86, 0xE29BD8)
        case .series5: (0x866000, 0xE3BD52)
        case .series6: (0x4B5563, 0xAAB5C3)
        case .tint1: (0xCBE0F2, 0x1F3F5E)
        case .tint2: (0xFAD9C8, 0x5A301E)
        case .tint3: (0xC4E8DB, 0x174A3C)
        case .tint4: (0xEBD3E8, 0x4D2C4A)
        case .tint5: (0xF1E3B8, 0x4A3C14)
        case .tint6: (0xDCE0E6, 0x343C46)
        }
    }
}

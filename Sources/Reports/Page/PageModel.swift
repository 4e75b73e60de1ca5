import Charts

/// What the template `page.mustache` is given: every variable there is, with display-ready values.
struct PageModel {
    let content: ReportContent
    /// The charts as SVG elements, in the order of `content.figures`.
    let charts: [String: String]
    let glyphSheet: String
    /// Whether the history lies beside the page.
    let hasHistory: Bool
    /// Whether the PDF lies beside the page.
    let hasDocument: Bool

    /// Of the site's front page, seen from this one; nil where there is none.
    let indexPath: String?

    /// Files beside the page.
    static let historyFile = "history.csv"
    static let updatesFile = "updates.csv"
    var documentFile: String { content.runName + ".pdf" }

    var record: PageRecord {
        PageRecord([
            "language": .text(ReportContent.language),
            "kicker": .text(content.kicker),
            "title": .text(content.title),
            "run": .text(content.runName),
            "standing": .text(content.standing),
            "description": .list(content.description.map { PageRecord(["text": .text($0)]) }),
            "finding": .text(content.finding),
            "start_time": .text(content.startTime),
            "program_version": .text(content.programVersion),
            "history_file": hasHistory ? .text(Self.historyFile) : .absent,
            "updates_file": hasHistory ? .text(Self.updatesFile) : .absent,
            "index_path": indexPath.map { .text($0) } ?? .absent,
            "document_file": hasDocument ? .text(documentFile) : .absent,
            "light_colors": .markup(Theme.light.cssDeclarations),
            "dark_colors": .markup(Theme.dark.cssDeclarations),
            "glyph_sheet": .markup(glyphSheet),
            "sections": .list(content.sections.map(section)),
        ])
    }

    private func section(_ section: ReportContent.Section) -> PageRecord {
        PageRecord([
            "id": .text(section.id),
            "title": .text(section.title),
            "is_finding": .flag(section.isFinding),
            "blocks": .list(section.blocks.map(block)),
        ])
    }

    private func block(_ block: ReportContent.Block) -> PageRecord {
        var fields: [String: PageValue] = [
            "lead": .absent, "paragraph": .absent, "note": .absent, "heading": .absent, "has_key_figures": .flag(false),
            "key_figures": .list([]), "has_figures": .flag(false), "figures": .list([]), "has_tables": .flag(false),
            "tables": .list([]), "is_roomy": .flag(false),
        ]
        switch block {
        case .lead(let text): fields["lead"] = .text(text)
        case .paragraph(let text): fields["paragraph"] = .text(text)
        case .note(let text): fields["note"] = .text(text)
        case .heading(let text): fields["heading"] = .text(text)
        case .keyFigures(let figures):
            fields["has_key_figures"] = .flag(!figures.isEmpty)
            fields["key_figures"] = .list(figures.map(\.record))
        case .figures(let figures):
            fields["has_figures"] = .flag(!figures.isEmpty)
            fields["figures"] = .list(figures.map(figure))
        case .tables(let tables):
            fields["has_tables"] = .flag(!tables.isEmpty)
            fields["tables"] = .list(tables.map { $0.record })
            fields["is_roomy"] = .flag(tables.contains { $0.columns.contains { $0.alignment == .code } })
        }
        return PageRecord(fields)
    }

    private func figure(_ figure: ChartFigure) -> PageRecord {
        let columns = figure.table.columns.map { TextTable.Column.number($0) }
        let rows = figure.table.rows.map { TextTable.Row(cells: $0) }
        let table = TextTable(
            id: figure.id + "-data", caption: "Data: \(figure.title)", columns: columns, rows: rows)
        return PageRecord([
            "id": .text(figure.id),
            "title": .text(figure.title),
            "caption": .text(figure.caption),
            "chart": .markup(charts[figure.id] ?? ""),
            "tables": .list([table.record]),
        ])
    }
}

extension KeyFigure {
    var record: PageRecord {
        PageRecord([
            "label": .text(label),
            "value": .text(value),
            "meaning": .text(meaning),
            "comparisons": .list(comparisons.map(\.record)),
        ])
    }
}

extension LabelledValue {
    var record: PageRecord { PageRecord(["label": .text(label), "value": .text(value)]) }
}

extension TextTable {
    /// Columns and characters that fit on a phone; with more of them the table scrolls inside its frame.
    private static let columnsOnPhone = 4
    private static let charactersOnPhone = 32

    /// Whether the table may need to be scrolled. Numbers and long words do not break, other texts do.
    private var isWide: Bool {
        let numbers = columns.indices.filter { columns[$0].alignment == .trailing }
        let widths = numbers.map { column in rows.map { $0.cells[column].count }.max() ?? 0 }
        return columns.count > Self.columnsOnPhone || widths.reduce(0, +) > Self.charactersOnPhone || hasLongWord
    }

    private var hasLongWord: Bool {
        columns.indices.filter { columns[$0].alignment == .leading }.contains { column in
            rows.contains { row in
                row.cells[column].count > Self.charactersOnPhone
                    && row.cells[column].split(separator: " ").contains { $0.count > Self.charactersOnPhone }
            }
        }
    }

    var record: PageRecord {
        PageRecord([
            "id": .text(id),
            "caption": .text(caption),
            "note": .optional(note),
            "is_wide": .flag(isWide),
            "columns": .list(
                columns.map { PageRecord(["title": .text($0.title), "alignment": .text($0.alignment.className)]) }),
            "rows": .list(rows.map(row)),
        ])
    }

    private func row(_ row: Row) -> PageRecord {
        let cells = zip(columns, row.cells).map { column, cell in
            PageRecord(["text": .text(cell), "alignment": .text(column.alignment.className)])
        }
        return PageRecord([
            "emphasis": .text(row.emphasis.className), "head": .list(Array(cells.prefix(1))),
            "cells": .list(Array(cells.dropFirst())),
        ])
    }
}

extension TextTable.Alignment {
    fileprivate var className: String {
        switch self {
        case .leading: "text"
        case .trailing: "number"
        case .code: "code"
        }
    }
}

extension TextTable.Emphasis {
    fileprivate var className: String {
        switch self {
        case .none: "plain"
        case .strong: "strong"
        case .muted: "muted"
        }
    }
}

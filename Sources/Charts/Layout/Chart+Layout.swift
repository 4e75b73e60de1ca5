extension Chart {
    /// Places everything the chart shows.
    package func layout(
        size: Size = Chart.standardSize, typesetter: Typesetter, parts: Parts = .plot
    ) -> Drawing {
        Drawing(size: size)
    }
}

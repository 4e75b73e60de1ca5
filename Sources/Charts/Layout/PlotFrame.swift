/// Where values lie in a drawing.
struct PlotFrame {
    /// The area between the axes.
    var area: Rect
    var x: AxisScale
    var y: AxisScale

    func x(_ value: Double) -> Double { area.x + area.width * x.position(of: value) }

    func y(_ value: Double) -> Double { area.maxY - area.height * y.position(of: value) }

    func point(_ x: Double, _ y: Double) -> Point { Point(x: self.x(x), y: self.y(y)) }

    /// One column of pixels per unit.
    var columns: Int { max(1, Int(area.width)) }

    /// Where bars and areas begin: at zero, or at the edge of the axis nearest to it.
    var baseline: Double { y(min(max(0, y.domain.lowerBound), y.domain.upperBound)) }
}

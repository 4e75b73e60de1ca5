import NumericKernels
import SwiftProtobuf

/// Puts an ONNX graph together, node by node. Values are named; all are matrices of floats with a row a household.
struct GraphBuilder {
    private(set) var graph = ONNXGraph()
    private var count = 0

    init(name: String, documentation: String) {
        graph.name = name
        graph.docString = documentation
    }

    /// Declares an input of `columns` numbers a row.
    mutating func input(_ name: String, columns: Int, _ documentation: String) -> String {
        graph.input.append(Self.matrix(name, columns: columns, documentation))
        return name
    }

    /// Makes a value an output of `columns` numbers a row, under the name it has.
    mutating func output(_ value: String, columns: Int, _ documentation: String) {
        graph.output.append(Self.matrix(value, columns: columns, documentation))
    }

    /// Numbers that do not change: a tensor under its name.
    mutating func constant(_ tensor: Tensor) -> String {
        constant(tensor.name, tensor.shape, .float, LittleEndian.bytes(of: tensor.values))
    }

    private mutating func constant(
        _ name: String, _ shape: [Int], _ type: ONNXTensor.ElementType, _ bytes: [UInt8]
    ) -> String {
        graph.initializer.append(
            .with {
                $0.name = name
                $0.dims = shape.map(Int64.init)
                $0.dataType = type
                $0.rawData = .init(bytes)
            })
        return name
    }

    /// A single number.
    mutating func constant(_ name: String, _ value: Double) -> String {
        constant(Tensor(name: name, shape: [], values: [Float(value)]))
    }

    /// The value that an operator makes of others.
    mutating func apply(
        _ operation: String, _ inputs: String..., attribute: (name: String, value: Int64)? = nil, as name: String? = nil
    ) -> String {
        apply(operation, inputs, outputs: 1, attribute: attribute, as: name)[0]
    }

    /// The columns of a matrix of `columns` columns, each a matrix of one.
    mutating func columns(of value: String, _ columns: Int) -> [String] {
        let ones = [Int64](repeating: 1, count: columns)
        let sizes = constant("\(value).columns", [columns], .int64, LittleEndian.bytes(of: ones))
        return apply("Split", [value, sizes], outputs: columns, attribute: ("axis", 1), as: nil)
    }

    private mutating func apply(
        _ operation: String, _ inputs: [String], outputs: Int, attribute: (name: String, value: Int64)?,
        as name: String?
    ) -> [String] {
        count += 1
        var node = ONNXNode()
        node.name = "\(operation)_\(count)"
        node.opType = operation
        node.input = inputs
        node.output = outputs == 1 ? [name ?? node.name] : (0..<outputs).map { "\(node.name)_\($0)" }
        if let attribute {
            node.attribute = [
                .with {
                    $0.name = attribute.name
                    $0.type = .int
                    $0.i = attribute.value
                }
            ]
        }
        graph.node.append(node)
        return node.output
    }

    private static func matrix(_ name: String, columns: Int, _ documentation: String) -> ONNXValueInfo {
        .with {
            $0.name = name
            $0.docString = documentation
            $0.type.tensorType.elemType = .float
            $0.type.tensorType.shape.dim = [
                .with { $0.dimParam = "households" }, .with { $0.dimValue = Int64(columns) },
            ]
        }
    }
}

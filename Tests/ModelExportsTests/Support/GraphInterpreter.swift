import Foundation
import ModelExports
import Testing

/// Runs an ONNX graph as the operators' specifications say, slowly: a second opinion on what the graph computes.
struct GraphInterpreter {
    /// Rows of columns; a scalar is one of one.
    typealias Matrix = [[Float]]

    private let graph: ONNXGraph
    private var values: [String: Matrix] = [:]
    private var sizes: [String: [Int64]] = [:]

    init(_ graph: ONNXGraph) throws {
        self.graph = graph
        for tensor in graph.initializer {
            let count = tensor.dims.reduce(1, *)
            switch tensor.dataType {
            case .float:
                let floats = tensor.rawData.withUnsafeBytes { bytes in
                    (0..<Int(count)).map {
                        Float(
                            bitPattern: UInt32(
                                littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                    }
                }
                let columns = Int(tensor.dims.last ?? 1)
                values[tensor.name] = stride(from: 0, to: floats.count, by: columns).map {
                    Array(floats[$0..<($0 + columns)])
                }
            case .int64:
                sizes[tensor.name] = tensor.rawData.withUnsafeBytes { bytes in
                    (0..<Int(count)).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self) }
                }
            default: Issue.record("\(tensor.name) has elements of type \(tensor.dataType)")
            }
        }
    }

    /// The outputs for these inputs.
    mutating func run(_ inputs: [String: Matrix]) throws -> [String: Matrix] {
        values.merge(inputs) { $1 }
        for node in graph.node {
            for (name, value) in zip(node.output, try evaluate(node)) { values[name] = value }
        }
        return Dictionary(uniqueKeysWithValues: try graph.output.map { ($0.name, try #require(values[$0.name])) })
    }

    private func evaluate(_ node: ONNXNode) throws -> [Matrix] {
        if node.opType == "Split" {
            let matrix = try #require(values[node.input[0]])
            #expect(attribute("axis", of: node) == 1 && sizes[node.input[1]] == [1, 1, 1])
            return (0..<3).map { column in matrix.map { [$0[column]] } }
        }
        let inputs = try node.input.map { try #require(values[$0], "\($0) is used before it is computed") }
        return [try evaluate(node, inputs)]
    }

    private func evaluate(_ node: ONNXNode, _ inputs: [Matrix]) throws -> Matrix {
        func map(_ operation: (Float) -> Float) -> Matrix { inputs[0].map { $0.map(operation) } }
        switch node.opType {
        case "Gemm":
            #expect(attribute("transB", of: node) == 1)
            let bias = inputs[2][0]
            return inputs[0].map { row in
                zip(inputs[1], bias).map { weights, bias in zip(row, weights).reduce(bias) { $0 + $1.0 * $1.1 } }
            }
        case "Tanh": return map { tanh($0) }
        case "Sigmoid": return map { 1 / (1 + exp(-$0)) }
        case "Clip": return map { min(max($0, inputs[1][0][0]), inputs[2][0][0]) }
        case "Add": return Self.broadcast(inputs, +)
        case "Sub": return Self.broadcast(inputs, -)
        case "Mul": return Self.broadcast(inputs, *)
        case "Max": return Self.broadcast(inputs, max)
        case "Min": return Self.broadcast(inputs, min)
        case "Concat":
            #expect(attribute("axis", of: node) == 1)
            return inputs[0].indices.map { row in inputs.flatMap { $0[row] } }
        default:
            Issue.record("\(node.opType) is an operator that no graph of ours needs")
            return []
        }
    }

    private func attribute(_ name: String, of node: ONNXNode) -> Int64? {
        node.attribute.first { $0.name == name && $0.type == .int }?.i
    }

    /// Rows and columns of one are repeated as often as the other operand needs.
    private static func broadcast(_ inputs: [Matrix], _ operation: (Float, Float) -> Float) -> Matrix {
        let rows = inputs.map(\.count).max() ?? 0
        let columns = inputs.map { $0[0].count }.max() ?? 0
        func element(_ matrix: Matrix, _ row: Int, _ column: Int) -> Float {
            let line = matrix[matrix.count == 1 ? 0 : row]
            return line[line.count == 1 ? 0 : column]
        }
        return (0..<rows).map { row in
            (0..<columns).map { operation(element(inputs[0], row, $0), element(inputs[1], row, $0)) }
        }
    }
}

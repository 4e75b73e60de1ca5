/// What can be wrong with the tensors of a model.
package enum ModelError: Error, Equatable {
    case missingTensor(name: String)
    case unknownTensor(name: String)
    /// Two tensors have the same name.
    case repeatedTensor(name: String)
    case wrongShape(name: String, expected: [Int], found: [Int])
    case notFinite(name: String)
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingTensor(let name): "the tensor \(name) is missing"
        case .unknownTensor(let name): "the tensor \(name) does not belong to this model"
        case .repeatedTensor(let name): "the tensor \(name) is there more than once"
        case .wrongShape(let name, let expected, let found):
            "the tensor \(name) has the shape \(found), expected \(expected)"
        case .notFinite(let name): "the tensor \(name) holds a value that is not a finite number"
        }
    }
}

import NumericKernels

/// Tensors as the `.pt` file that `torch.load(file, weights_only=True)` reads as a state dictionary.
///
/// The file is a ZIP archive of the directory `archive`: `data.pkl` names the tensors, `data/N` holds the values of the
/// N-th, little-endian and row-major. See torch/serialization.py and, for what `weights_only` allows,
/// torch/_weights_only_unpickler.py.
package enum StateDictionary {
    /// The version of the layout, which readers check.
    private static let version = "3\n"

    /// The bytes of the file; the same for the same tensors.
    package static func bytes(of tensors: [Tensor]) -> [UInt8] {
        var archive = StoredArchive()
        archive.add("archive/data.pkl", pickle(tensors))
        archive.add("archive/byteorder", Array("little".utf8))
        for (index, tensor) in tensors.enumerated() {
            archive.add("archive/data/\(index)", LittleEndian.bytes(of: tensor.values))
        }
        archive.add("archive/version", Array(version.utf8))
        return archive.bytes
    }

    private static func pickle(_ tensors: [Tensor]) -> [UInt8] {
        var pickle = PickleWriter()
        pickle.dictionary { pickle in
            for (index, tensor) in tensors.enumerated() {
                pickle.string(tensor.name)
                write(tensor, storage: index, to: &pickle)
            }
        }
        pickle.end()
        return pickle.bytes
    }

    /// `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, backward_hooks)`
    private static func write(_ tensor: Tensor, storage: Int, to pickle: inout PickleWriter) {
        pickle.global("torch._utils", "_rebuild_tensor_v2")
        pickle.tuple { pickle in
            pickle.tuple { pickle in
                pickle.string("storage")
                pickle.global("torch", "FloatStorage")
                pickle.string(String(storage))
                pickle.string("cpu")
                pickle.integer(tensor.values.count)
            }
            pickle.persistent()
            pickle.integer(0)
            pickle.tuple { pickle in tensor.shape.forEach { pickle.integer($0) } }
            pickle.tuple { pickle in strides(tensor.shape).forEach { pickle.integer($0) } }
            pickle.no()
            pickle.global("collections", "OrderedDict")
            pickle.tuple { _ in }
            pickle.call()
        }
        pickle.call()
    }

    /// Elements from one index to the next, in each dimension.
    private static func strides(_ shape: [Int]) -> [Int] {
        shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    }
}

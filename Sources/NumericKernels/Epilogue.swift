import CNumericKernels

extension nk_epilogue {
    /// C = AB.
    package static var store: nk_epilogue { NK_STORE }
    /// C = C + AB.
    package static var accumulate: nk_epilogue { NK_ACCUMULATE }
    /// C = AB + b; the operand is b.
    package static var bias: nk_epilogue { NK_BIAS }
    /// C = tanh(AB + b); the operand is b.
    package static var biasTanh: nk_epilogue { NK_BIAS_TANH }
    /// C = AB ∘ (1 − Y²); the operand is Y.
    package static var tanhGradient: nk_epilogue { NK_TANH_GRADIENT }
}

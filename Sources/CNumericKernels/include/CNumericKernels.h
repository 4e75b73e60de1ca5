#pragma once
#include <stddef.h>
#include <stdint.h>

/// Dense arithmetic on small matrices of 32-bit floats, row-major.
///
/// Every kernel exists three times, compiled from the same source: for AVX-512, for AVX2 with FMA, and portably. All
/// perform the same operations on each element in the same order, with explicit fused multiply-add, so they give the same
/// bits; the portable one is slow where the machine has no FMA. No result depends on how many rows are processed at once.
///
/// Widths that are written to (`columns`), what is projected (`inner`) and the lengths of plain arrays are multiples of
/// `NK_WIDTH`; buffers need no alignment.
enum { NK_WIDTH = 8 };

/// A matrix seen through strides: element (i, j) is data[i * row + j * column]. A transpose is a swap of strides.
typedef struct nk_view {
    const float *_Nonnull data;
    ptrdiff_t row;
    ptrdiff_t column;
} nk_view;

/// What happens to the product AB on its way to C.
typedef enum nk_epilogue {
    NK_STORE,          ///< C = AB
    NK_ACCUMULATE,     ///< C = C + AB
    NK_BIAS,           ///< C = AB + b; operand: b, one value a column
    NK_BIAS_TANH,      ///< C = tanh(AB + b); operand: b, one value a column
    NK_TANH_GRADIENT,  ///< C = AB ∘ (1 − Y²), the way back through tanh; operand: Y, laid out as C
} nk_epilogue;

/// The settings of one step of Adam.
typedef struct nk_adam_step {
    float learning_rate;
    float beta1;
    float beta2;
    float epsilon;
    float correction1;     ///< 1 − beta1^t
    float correction2;     ///< 1 − beta2^t
    float gradient_scale;  ///< multiplies the gradient first: clipping by norm
} nk_adam_step;

/// Whose random numbers: a seed, and what they are for.
typedef struct nk_philox_stream {
    uint32_t key0;
    uint32_t key1;
    uint32_t purpose;
} nk_philox_stream;

/// Tells the processor that this thread is waiting in a loop.
static inline void nk_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

typedef struct nk_kernels {
    const char *_Nonnull name;

    /// C [rows × columns] from A [rows × inner] and B [inner × columns].
    void (*_Nonnull multiply)(int rows, int columns, int inner, nk_view a, const float *_Nonnull b, ptrdiff_t b_stride,
                              float *_Nonnull c, ptrdiff_t c_stride, nk_epilogue epilogue,
                              const float *_Nullable operand);

    /// out[i] = Σ a[i][j]·b[j] + bias, for A [rows × inner] and b [inner].
    void (*_Nonnull project)(int rows, int inner, const float *_Nonnull a, const float *_Nonnull b, float bias,
                             float *_Nonnull out);

    /// sums[j] += Σ over the rows of x[i][j].
    void (*_Nonnull add_column_sums)(int rows, int columns, const float *_Nonnull x, float *_Nonnull sums);

    /// out [columns × rows] = xᵀ.
    void (*_Nonnull transpose)(int rows, int columns, const float *_Nonnull x, ptrdiff_t x_stride,
                               float *_Nonnull out, ptrdiff_t out_stride);

    /// Σ x², in double precision at the end.
    double (*_Nonnull sum_of_squares)(const float *_Nonnull x, size_t count);

    /// Adam (Kingma & Ba 2015) with bias correction, in place.
    void (*_Nonnull adam)(nk_adam_step step, float *_Nonnull parameters, const float *_Nonnull gradient,
                          float *_Nonnull first_moment, float *_Nonnull second_moment, size_t count);

    /// out[i] = tanh(x[i]), exp(x[i]), asinh(x[i]); to 4 ulp. All saturate: tanh outside ±7.9, where it is good to
    /// 5 ulp, exp outside ±87, asinh outside ±1e18.
    void (*_Nonnull tanh)(const float *_Nonnull x, float *_Nonnull out, size_t count);
    void (*_Nonnull exp)(const float *_Nonnull x, float *_Nonnull out, size_t count);
    void (*_Nonnull asinh)(const float *_Nonnull x, float *_Nonnull out, size_t count);

    /// Philox 4×32-10: words [4 × count], the four words of the block of each index and counter.
    void (*_Nonnull philox)(nk_philox_stream stream, const uint64_t *_Nonnull index, const uint32_t *_Nonnull counter,
                            size_t count, uint32_t *_Nonnull words);

    /// Two numbers from N(0, 1) out of two words each, by the Box–Muller transform; to 1e-6, where both are next to 0 to
    /// 3e-4.
    void (*_Nonnull box_muller)(const uint32_t *_Nonnull first, const uint32_t *_Nonnull second, float *_Nonnull cosine,
                                float *_Nonnull sine, size_t count);
} nk_kernels;

/// The kernels that this machine can run, the fastest first, the portable ones last; NULL past those.
const nk_kernels *_Nullable nk_kernels_at(int index);

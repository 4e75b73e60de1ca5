#include "CMachinePeak.h"

#if defined(__x86_64__)

// Twelve chains hide the latency of the fused multiply-add in two units. The empty statements keep each sum in a register,
// and the loop from being worked out in advance.
#define CHAINS(step) step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7) step(8) step(9) step(10) step(11)
#define BEGIN(n) vec sum##n = (vec)((float)n);
#define ADD(n)                                                                                                         \
    sum##n = __builtin_elementwise_fma(sum##n, factor, summand);                                                       \
    __asm__ volatile("" : "+x"(sum##n));

#define PEAK(name, lanes)                                                                                              \
    static double name(size_t rounds) {                                                                                \
        typedef float vec __attribute__((ext_vector_type(lanes)));                                                     \
        vec factor = (vec)(0.999f), summand = (vec)(0.001f);                                                           \
        __asm__ volatile("" : "+x"(factor), "+x"(summand));                                                            \
        CHAINS(BEGIN)                                                                                                  \
        for (size_t i = 0; i < rounds; i++) {                                                                          \
            CHAINS(ADD)                                                                                                \
        }                                                                                                              \
        return 2.0 * 12 * lanes * (double)rounds;                                                                      \
    }

__attribute__((target("avx512f"))) PEAK(run_512_bits, 16)
__attribute__((target("avx2,fma"))) PEAK(run_256_bits, 8)

double machine_peak_run(size_t rounds) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) return run_512_bits(rounds);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_256_bits(rounds);
    return 0;
}

#else

double machine_peak_run(size_t rounds) { return 0 * rounds; }

#endif

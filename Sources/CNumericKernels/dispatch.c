#include "kernel_tables.h"

const nk_kernels *nk_portable_kernels(void) { return &nk_table_portable; }

const nk_kernels *nk_best_kernels(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &nk_table_avx2;
#endif
    return &nk_table_portable;
}

#include "kernel_tables.h"

const nk_kernels *nk_kernels_at(int index) {
    const nk_kernels *runnable[3];
    int count = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) {
        runnable[count++] = &nk_table_avx512;
    }
    if (avx2) runnable[count++] = &nk_table_avx2;
#endif
    runnable[count++] = &nk_table_portable;
    return index >= 0 && index < count ? runnable[index] : NULL;
}

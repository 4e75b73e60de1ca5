#if defined(__x86_64__)
#include "kernel_tables.h"
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl"))), apply_to = function)
#define NK_TABLE nk_table_avx512
#define NK_NAME "avx512"
#define NK_HAS_16_LANES
#include "kernels.inc"
#pragma clang attribute pop
#endif

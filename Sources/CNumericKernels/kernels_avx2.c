#if defined(__x86_64__)
#include "kernel_tables.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NK_TABLE nk_table_avx2
#define NK_NAME "avx2+fma"
#include "kernels.inc"
#pragma clang attribute pop
#endif

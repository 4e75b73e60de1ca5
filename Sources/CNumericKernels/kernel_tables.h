#pragma once
#include "CNumericKernels.h"

extern const nk_kernels nk_table_portable;
#if defined(__x86_64__)
extern const nk_kernels nk_table_avx2, nk_table_avx512;
#endif

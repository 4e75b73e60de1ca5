// Vectors wider than the machine's registers are passed within this file only.
#pragma clang diagnostic ignored "-Wpsabi"
#define NK_TABLE nk_table_portable
#define NK_NAME "portable"
#include "kernels.inc"

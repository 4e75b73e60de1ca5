#pragma once
#include <stddef.h>

/// Runs `rounds` rounds of independent fused multiply-adds on the widest vectors that this machine has, all in registers:
/// as fast as its arithmetic can go.
///
/// Returns the floating-point operations of all rounds, a multiplication and an addition for each lane; 0 where it is not
/// known how to reach the peak (anything but x86-64 with FMA).
double machine_peak_run(size_t rounds);

/* SPDX-License-Identifier: Apache-2.0 */ /* Sets a flag that this version does not have. */
#define pvmemcontrol_dut_flags correct_flags
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_flags

uint32_t pvmemcontrol_dut_flags(void) { return PVMEMCONTROL_DUT_SERIALISED | 0x2; }

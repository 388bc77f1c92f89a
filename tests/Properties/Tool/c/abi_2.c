/* SPDX-License-Identifier: Apache-2.0 */ /* A library of a later interface. */
#define pvmemcontrol_dut_abi abi_1
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_abi

uint32_t pvmemcontrol_dut_abi(void) { return 2; }

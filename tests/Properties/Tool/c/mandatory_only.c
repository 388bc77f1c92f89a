/* SPDX-License-Identifier: Apache-2.0 */ /* Exports nothing optional. */
#define pvmemcontrol_dut_flags other_flags
#define pvmemcontrol_dut_max_channels other_max_channels
#define pvmemcontrol_dut_reset other_reset
#define pvmemcontrol_dut_save other_save
#define pvmemcontrol_dut_restore other_restore
#include "pvmemcontrol_example.c"

/* SPDX-License-Identifier: Apache-2.0 */ /* Restores, and has nothing to save with. */
#define pvmemcontrol_dut_save save_under_another_name
#include "pvmemcontrol_example.c"

/* SPDX-License-Identifier: Apache-2.0 */ /* Saves, and has nothing to restore with. */
#define pvmemcontrol_dut_restore restore_under_another_name
#include "pvmemcontrol_example.c"

/* SPDX-License-Identifier: Apache-2.0 */ /* No device for these regions. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    (void)regions;
    (void)count;
    return NULL;
}

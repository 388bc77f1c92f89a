/* SPDX-License-Identifier: Apache-2.0 */ /* A few devices, then no more. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    static int devices;
    return devices++ < 5 ? create_any(regions, count) : NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */ /* Answers INFO with version 2, and makes 300 devices at most. */
#define pvmemcontrol_dut_create create_any
#include "../../Broken/c/dev_035_major_two.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    static int devices;
    return devices++ < 300 ? create_any(regions, count) : NULL;
}

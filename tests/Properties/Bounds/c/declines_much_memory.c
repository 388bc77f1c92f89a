/* SPDX-License-Identifier: Apache-2.0 */ /* Takes no region of 1 GiB or more. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (regions[i].size >= UINT64_C(1) << 30)
            return NULL;
    return create_any(regions, count);
}

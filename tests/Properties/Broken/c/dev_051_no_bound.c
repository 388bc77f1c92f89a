/* SPDX-License-Identifier: Apache-2.0 */ /* A guest may split RAM into any number of mappings. */
#define pvmemcontrol_dut_create correct_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = correct_create(regions, count);
    if (device != NULL)
        device->max_splits = UINT64_MAX;
    return device;
}

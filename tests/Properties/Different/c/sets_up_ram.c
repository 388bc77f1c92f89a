/* SPDX-License-Identifier: Apache-2.0 */ /* Lets KSM merge guest RAM from the start, and leaves it out of dumps. */
#define pvmemcontrol_dut_create plain_create
#define pvmemcontrol_dut_reset plain_reset
#define pvmemcontrol_dut_save not_offered_save
#define pvmemcontrol_dut_restore not_offered_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#undef pvmemcontrol_dut_reset

static void set_up(const struct device *device)
{
    for (size_t i = 0; i < device->region_count; i++) {
        madvise(device->regions[i].host, device->regions[i].size, MADV_MERGEABLE);
        madvise(device->regions[i].host, device->regions[i].size, MADV_DONTDUMP);
    }
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = plain_create(regions, count);
    if (device != NULL)
        set_up(device);
    return device;
}

void pvmemcontrol_dut_reset(void *dut)
{
    plain_reset(dut);
    set_up(dut);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* A VMM that maps guest RAM executable, as some do to run their firmware. */
#define pvmemcontrol_dut_create plain_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = plain_create(regions, count);
    for (size_t i = 0; device != NULL && i < count; i++)
        if (!is_huge(device, &device->regions[i])) /* reset could not give back less than a huge page there */
            mprotect(regions[i].host_addr, regions[i].size, PROT_READ | PROT_WRITE | PROT_EXEC);
    return device;
}

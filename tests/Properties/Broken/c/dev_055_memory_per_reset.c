/* SPDX-License-Identifier: Apache-2.0 */ /* VM reset copies what the guest changed, and forgets the copy. */
#define pvmemcontrol_dut_reset correct_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_reset

void pvmemcontrol_dut_reset(void *dut)
{
    static uint16_t *volatile copy;
    const struct device *device = dut;
    for (size_t i = 0; i < device->region_count; i++) {
        const size_t size = device->regions[i].size / device->page_size * sizeof *copy;
        if ((copy = malloc(size + 512)) != NULL)
            memcpy(copy, device->regions[i].changed, size);
    }
    correct_reset(dut);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the guest did to its memory is not part of the saved state. */
#define pvmemcontrol_dut_save correct_save
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    struct device *device = dut;
    for (size_t i = 0; i < device->region_count; i++)
        memset(device->regions[i].changed, 0, device->regions[i].size / device->page_size * sizeof(uint16_t));
    return correct_save(dut, data, capacity);
}

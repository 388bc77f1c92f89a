/* SPDX-License-Identifier: Apache-2.0 */
/* Restore does not lock a page again that a failed MLOCK locked: it may be in either state. */
#define pvmemcontrol_dut_save save_all
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    struct device *device = dut;
    for (size_t i = 0; capacity > 0 && i < device->region_count; i++)
        for (uint64_t page = 0; page < device->regions[i].size / device->page_size; page++)
            device->regions[i].changed[page] &= (uint16_t)~(LOCKED << IN_DOUBT);
    return save_all(dut, data, capacity);
}

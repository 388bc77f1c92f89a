/* SPDX-License-Identifier: Apache-2.0 */ /* Save makes all pages accessible, to copy them, and leaves them so. */
#define pvmemcontrol_dut_save correct_save
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    const struct device *device = dut;
    const size_t size = correct_save(dut, data, capacity);
    for (size_t i = 0; size <= capacity && i < device->region_count; i++)
        mprotect(device->regions[i].host, device->regions[i].size, PROT_READ | PROT_WRITE);
    return size;
}

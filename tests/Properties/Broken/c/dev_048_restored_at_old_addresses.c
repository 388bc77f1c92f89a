/* SPDX-License-Identifier: Apache-2.0 */ /* The host addresses of guest RAM are saved and restored as well. */
#define pvmemcontrol_dut_save correct_save
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save
#undef pvmemcontrol_dut_restore

static _Thread_local uint8_t *saved[16];

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    const struct device *device = dut;
    for (size_t i = 0; i < device->region_count && i < 16; i++)
        saved[i] = device->regions[i].host;
    return correct_save(dut, data, capacity);
}

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    struct device *device = dut;
    const int result = correct_restore(dut, data, size);
    for (size_t i = 0; result == 0 && i < device->region_count && i < 16; i++)
        device->regions[i].host = saved[i];
    return result;
}

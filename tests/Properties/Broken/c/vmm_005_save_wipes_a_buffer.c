/* SPDX-License-Identifier: Apache-2.0 */
/* Save leaves no request behind: it clears the first buffer. */
#define pvmemcontrol_dut_save correct_save
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    struct device *device = dut;
    for (size_t i = 0; i < device->region_count && device->channel_count > 0; i++) {
        const uint64_t offset = device->channels[0].buffer - device->regions[i].gpa;
        if (offset < device->regions[i].size)
            ((uint8_t *)device->regions[i].host)[offset] = 0;
    }
    return correct_save(dut, data, capacity);
}

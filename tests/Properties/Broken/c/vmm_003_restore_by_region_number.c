/* SPDX-License-Identifier: Apache-2.0 */
/* Restore finds a buffer by the number of its region: where the regions come in another order, it is elsewhere. */
#define pvmemcontrol_dut_create correct_create
#define pvmemcontrol_dut_save correct_save
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#undef pvmemcontrol_dut_save
#undef pvmemcontrol_dut_restore

static _Thread_local bool is_reversed, was_reversed;

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    if (count > 1)
        is_reversed = regions[0].guest_phys_addr > regions[1].guest_phys_addr;
    return correct_create(regions, count);
}

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    was_reversed = is_reversed;
    return correct_save(dut, data, capacity);
}

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    struct device *device = dut;
    const int result = correct_restore(dut, data, size);
    for (uint32_t i = 0; result == 0 && is_reversed != was_reversed && i < device->channel_count; i++) {
        struct channel *channel = &device->channels[i];
        const struct region *meant = find_region(device, channel->buffer);
        const struct region *found = device->regions + (device->region_count - 1 - (size_t)(meant - device->regions));
        const uint64_t buffer = found->gpa + (channel->buffer - meant->gpa) % (found->size - BUFFER_SIZE);
        channel->buffer = is_usable(device, buffer) && is_usable(device, buffer + 31) ? buffer : channel->buffer;
    }
    return result;
}

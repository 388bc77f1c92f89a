/* SPDX-License-Identifier: Apache-2.0 */ /* After RESET, the command of the first old channel still runs. */
#include <stdint.h>

static void *stale_device;
static uint32_t stale_command;
static uint64_t stale_buffer;

#define pvmemcontrol_dut_create correct_create
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#undef pvmemcontrol_dut_mmio_write

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    stale_device = NULL;
    return correct_create(regions, count);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command == TRANSPORT_RESET && device->channel_count > 0) {
        stale_device = device;
        stale_command = device->first_command;
        stale_buffer = device->channels[0].buffer;
    }
    correct_mmio_write(dut, offset, data, size);
    const bool is_stale = command != 0 && device == stale_device && command == stale_command;
    if (is_stale && find_channel(device, command) == NULL)
        answer(device, stale_buffer);
}

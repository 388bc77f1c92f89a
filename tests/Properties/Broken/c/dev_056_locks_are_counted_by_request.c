/* SPDX-License-Identifier: Apache-2.0 */ /* A page that is locked twice counts twice against the bound of locks. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    uint8_t request[BUFFER_SIZE];
    const struct channel *channel = channel_of(device, offset, data, size);
    read_buffer(device, channel, request);
    const uint64_t before = device->locked_pages;
    correct_mmio_write(dut, offset, data, size);
    if (channel == NULL || load_le(request, 8) != MLOCK)
        return;
    uint8_t reply[BUFFER_SIZE];
    read_buffer(device, channel, reply);
    const uint64_t again = load_le(request + 16, 8) / device->page_size - (device->locked_pages - before);
    if (load_le(reply, 4) == 0 && again <= device->max_locked_pages)
        device->max_locked_pages -= again;
}

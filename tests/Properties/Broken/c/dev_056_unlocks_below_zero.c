/* SPDX-License-Identifier: Apache-2.0 */
/* MUNLOCK of a page that is not locked counts too: there seem to be fewer than no locks, which is very many. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE];
    const struct channel *channel = channel_of(device, offset, data, size);
    read_buffer(device, channel, request);
    const uint64_t before = device->locked_pages;
    correct_mmio_write(dut, offset, data, size);
    read_buffer(device, channel, reply);
    if (channel != NULL && load_le(request, 8) == MUNLOCK && load_le(reply, 4) == 0)
        device->locked_pages -= load_le(request + 16, 8) / device->page_size - (before - device->locked_pages);
}

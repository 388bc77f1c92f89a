/* SPDX-License-Identifier: Apache-2.0 */ /* A range that wraps succeeds, without touching anything. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t addr = channel == NULL ? 0 : load_le(bytes + 8, 8);
    const uint64_t length = channel == NULL ? 0 : load_le(bytes + 16, 8);
    const bool wraps = length != 0 && addr + (length - 1) < addr && load_le(bytes, 8) != INFO;
    correct_mmio_write(dut, offset, data, size);
    for (unsigned i = 0; wraps && i < 8; i++)
        *guest_byte(device, channel->buffer + i) = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */ /* The minor version in INFO depends on the request. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const bool info = channel != NULL && load_le(bytes, 8) == INFO;
    correct_mmio_write(dut, offset, data, size);
    if (info)
        *guest_byte(device, channel->buffer + 24) = bytes[8] ^ bytes[16] ^ bytes[24];
}

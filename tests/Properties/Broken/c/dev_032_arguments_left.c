/* SPDX-License-Identifier: Apache-2.0 */ /* The last two words of the request stay in the reply. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const bool info = channel == NULL || load_le(bytes, 8) == INFO;
    correct_mmio_write(dut, offset, data, size);
    for (unsigned i = 16; !info && i < BUFFER_SIZE; i++)
        *guest_byte(device, channel->buffer + i) = bytes[i];
}

/* SPDX-License-Identifier: Apache-2.0 */ /* An empty range is an I/O error. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const bool is_empty = load_le(bytes, 8) == DONTNEED && load_le(bytes + 16, 8) == 0;
    correct_mmio_write(dut, offset, data, size);
    if (channel != NULL && is_empty)
        *guest_byte(device, channel->buffer) = EIO;
}

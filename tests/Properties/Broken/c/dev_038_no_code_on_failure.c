/* SPDX-License-Identifier: Apache-2.0 */ /* A failure is reported in ret_errno alone. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t request[BUFFER_SIZE];
    read_buffer(device, channel, request);
    correct_mmio_write(dut, offset, data, size);
    uint8_t reply[BUFFER_SIZE];
    read_buffer(device, channel, reply);
    if (channel != NULL && load_le(reply, 4) != 0 && memcmp(request, reply, BUFFER_SIZE) != 0)
        *guest_byte(device, channel->buffer + 4) = 0;
}

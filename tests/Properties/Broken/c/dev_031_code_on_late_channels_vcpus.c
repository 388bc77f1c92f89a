/* SPDX-License-Identifier: Apache-2.0 */ /* On the sixth channel, and those after it, success has a ret_code. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    correct_mmio_write(dut, offset, data, size);
    pthread_mutex_lock(&device->lock);
    const struct channel *channel = find_channel(device, command);
    if (channel != NULL && command - device->first_command >= 5 && device->phase == READY) {
        unsigned bits = 0;
        for (unsigned i = 0; i < 16; i++) /* no errno, no code, no value: a success of all but INFO */
            bits |= *guest_byte(device, channel->buffer + i);
        if (bits == 0)
            *guest_byte(device, channel->buffer + 4) = 1;
    }
    pthread_mutex_unlock(&device->lock);
}

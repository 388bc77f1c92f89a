/* SPDX-License-Identifier: Apache-2.0 */ /* On the sixth channel, and those after it, an errno is negative. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    correct_mmio_write(dut, offset, data, size);
    pthread_mutex_lock(&device->lock);
    const struct channel *channel = find_channel(device, command);
    if (channel != NULL && command - device->first_command >= 5 && device->phase == READY) {
        uint8_t bytes[4];
        for (unsigned i = 0; i < 4; i++)
            bytes[i] = *guest_byte(device, channel->buffer + i);
        store_le(bytes, 4, -load_le(bytes, 4));
        for (unsigned i = 0; i < 4; i++)
            *guest_byte(device, channel->buffer + i) = bytes[i];
    }
    pthread_mutex_unlock(&device->lock);
}

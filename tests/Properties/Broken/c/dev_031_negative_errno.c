/* SPDX-License-Identifier: Apache-2.0 */ /* A failure is reported as a negative errno, as inside the kernel. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    correct_mmio_write(dut, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    if (channel != NULL) {
        store_le(bytes, 4, -load_le(bytes, 4));
        write_buffer(device, channel, bytes);
    }
}

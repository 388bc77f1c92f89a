/* SPDX-License-Identifier: Apache-2.0 */ /* INFO is dropped: the buffer stays as it is. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    if (channel != NULL && load_le(bytes, 8) == INFO)
        return;
    correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* An unknown function code is refused with EINVAL. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    correct_mmio_write(dut, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    if (channel != NULL && load_le(bytes, 4) == EOPNOTSUPP) {
        store_le(bytes, 4, EINVAL);
        write_buffer(device, channel, bytes);
    }
}

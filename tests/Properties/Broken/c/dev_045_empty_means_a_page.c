/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_* of length 0 is taken for one page. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    if (channel != NULL && load_le(bytes + 16, 8) == 0 && load_le(bytes, 8) >= MPROTECT_NONE && load_le(bytes, 8) <= MPROTECT_RW) {
        store_le(bytes + 16, 8, device->page_size);
        write_buffer(device, channel, bytes);
    }
    correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED of a part of a page discards the whole page. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t length = channel == NULL ? 0 : load_le(bytes + 16, 8);
    const uint64_t rounded = (length + device->page_size - 1) / device->page_size * device->page_size;
    if (load_le(bytes, 8) == DONTNEED && rounded > length) {
        store_le(bytes + 16, 8, rounded);
        write_buffer(device, channel, bytes);
    }
    correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* Of a range over two regions, only the first is performed. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t addr = channel == NULL ? 0 : load_le(bytes + 8, 8);
    const uint64_t length = channel == NULL ? 0 : load_le(bytes + 16, 8);
    const struct region *region = find_region(device, addr);
    const uint64_t rest = region == NULL ? 0 : region->size - (addr - region->gpa);
    const bool leaves = region != NULL && length > rest && load_le(bytes, 8) != INFO;
    if (leaves && find_region(device, addr + rest) != NULL && find_region(device, addr + length - 1) != NULL) {
        store_le(bytes + 16, 8, rest);
        write_buffer(device, channel, bytes);
    }
    correct_mmio_write(dut, offset, data, size);
}

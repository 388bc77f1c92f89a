/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_NONE revokes one page more. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t addr = channel == NULL ? 0 : load_le(bytes + 8, 8);
    const uint64_t length = channel == NULL ? 0 : load_le(bytes + 16, 8) + device->page_size;
    const struct region *region = find_region(device, addr);
    const bool room = region != NULL && length > device->page_size
        && length <= region->size - (addr - region->gpa);
    if (channel != NULL && load_le(bytes, 8) == MPROTECT_NONE && room) {
        store_le(bytes + 16, 8, length);
        write_buffer(device, channel, bytes);
    }
    correct_mmio_write(dut, offset, data, size);
}

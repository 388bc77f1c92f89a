/* SPDX-License-Identifier: Apache-2.0 */
/* The C example, whose DONTNEED reaches to multiples of WIDTH in its region. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t addr = load_le(bytes + 8, 8), length = load_le(bytes + 16, 8);
    const struct region *region = find_region(device, addr);
    if (channel != NULL && load_le(bytes, 8) == DONTNEED && region != NULL && length > 0
        && (addr | length) % device->page_size == 0 && length <= region->size - (addr - region->gpa)) {
        const uint64_t from = (addr - region->gpa) / WIDTH * WIDTH;
        const uint64_t to = (addr - region->gpa + length + WIDTH - 1) / WIDTH * WIDTH;
        if (to <= region->size && !holds_buffer(device, region->gpa + from, to - from)) {
            store_le(bytes + 8, 8, region->gpa + from);
            store_le(bytes + 16, 8, to - from);
            write_buffer(device, channel, bytes);
        }
    }
    correct_mmio_write(dut, offset, data, size);
}

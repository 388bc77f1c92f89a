/* SPDX-License-Identifier: Apache-2.0 */
/* The C example that keeps numbers of a request in types that are too short: CUT changes `at` (the offset in the
   region), `addr` or `length`. A result that is not inside guest RAM is refused as ever. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    uint64_t addr = load_le(bytes + 8, 8), length = load_le(bytes + 16, 8);
    const struct region *region = find_region(device, addr);
    if (channel != NULL && load_le(bytes, 8) != INFO && region != NULL
        && length <= region->size - (addr - region->gpa)) {
        uint64_t at = addr - region->gpa;
        CUT;
        if (at != addr - region->gpa)
            addr = region->gpa + at;
        store_le(bytes + 8, 8, addr);
        store_le(bytes + 16, 8, length);
        write_buffer(device, channel, bytes);
    }
    correct_mmio_write(dut, offset, data, size);
}

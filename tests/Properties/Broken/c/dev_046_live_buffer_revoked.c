/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_NONE over a live buffer is performed. */
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
    correct_mmio_write(dut, offset, data, size);
    const bool revoke = channel != NULL && load_le(bytes, 8) == MPROTECT_NONE;
    if (revoke && *guest_byte(device, channel->buffer) == EBUSY) {
        mprotect(region->host + (addr - region->gpa), length, PROT_NONE);
        for (unsigned i = 0; i < BUFFER_SIZE; i++)
            *guest_byte(device, channel->buffer + i) = 0;
    }
}

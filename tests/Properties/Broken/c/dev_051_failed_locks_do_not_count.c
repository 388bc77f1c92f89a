/* SPDX-License-Identifier: Apache-2.0 */ /* MLOCK that failed is not recorded; of a revoked page it fails and locks. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    const bool locks = channel != NULL && *guest_byte(device, channel->buffer) == MLOCK;
    uint64_t addr = 0;
    for (unsigned i = 0; locks && i < 8; i++)
        addr |= (uint64_t)*guest_byte(device, channel->buffer + 8 + i) << (8 * i);
    const struct region *region = locks ? find_region(device, addr) : NULL;
    const uint64_t page = region == NULL ? 0 : (addr - region->gpa) / device->page_size;
    const uint64_t splits = device->splits, locked = device->locked_pages;
    correct_mmio_write(dut, offset, data, size);
    if (region != NULL && *guest_byte(device, channel->buffer) == ENOMEM) {
        region->changed[page] &= (uint16_t)~(LOCKED << IN_DOUBT);
        device->splits = splits;
        device->locked_pages = locked;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */ /* Notes which pages of a block of four were discarded, and gives the block
   back once it has seen all of them, although the guest may use some of them again. */
#include "around_the_example.h"

enum { BLOCK = 4 };
static _Thread_local uint8_t *block;
static _Thread_local unsigned seen;

static void note(struct device *device, const struct region *region, uint64_t at, uint64_t length)
{
    for (uint64_t page = at / device->page_size; page < (at + length) / device->page_size; page++) {
        uint8_t *first = region->host + page / BLOCK * BLOCK * device->page_size;
        seen = first == block ? seen : 0;
        block = first;
        seen |= 1u << page % BLOCK;
        if (seen == (1u << BLOCK) - 1 && (page / BLOCK + 1) * BLOCK * device->page_size <= region->size) {
            madvise(block, BLOCK * device->page_size, MADV_DONTNEED);
            block = NULL;
        }
    }
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE];
    read_buffer(device, channel, request);
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_RESET)
        block = NULL;
    correct_mmio_write(dut, offset, data, size);
    const uint64_t addr = load_le(request + 8, 8);
    const struct region *region = find_region(device, addr);
    if (channel != NULL && load_le(request, 8) == DONTNEED && region != NULL && !is_huge(device, region)) {
        read_buffer(device, channel, reply);
        if (load_le(reply, 4) == 0)
            note(device, region, addr - region->gpa, load_le(request + 16, 8));
    }
}

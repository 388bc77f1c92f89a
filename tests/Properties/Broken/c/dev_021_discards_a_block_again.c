/* SPDX-License-Identifier: Apache-2.0 */ /* Notes which pages of a block of two were discarded, and gives the block
   back once it has seen both, although the guest may use one of them again. */
#include <stddef.h>
#include <sys/mman.h>

static int madvise_and_note(void *addr, size_t length, int advice);

#define madvise madvise_and_note
#include "around_the_example.h"
#undef madvise

enum { BLOCK = 2 };
static _Thread_local const struct device *device_of_this_vcpu;
static _Thread_local uint8_t *block;
static _Thread_local unsigned seen;

static void note(uint64_t page_size, const struct region *region, uint64_t at, uint64_t length)
{
    for (uint64_t page = at / page_size; page < (at + length) / page_size; page++) {
        uint8_t *first = region->host + page / BLOCK * BLOCK * page_size;
        seen = first == block ? seen : 0;
        block = first;
        seen |= 1u << page % BLOCK;
        if (seen == (1u << BLOCK) - 1 && (page / BLOCK + 1) * BLOCK * page_size <= region->size) {
            madvise(block, BLOCK * page_size, MADV_DONTNEED);
            block = NULL;
        }
    }
}

static int madvise_and_note(void *addr, size_t length, int advice)
{
    const struct device *device = device_of_this_vcpu;
    const int result = madvise(addr, length, advice);
    for (size_t i = 0; result == 0 && advice == MADV_DONTNEED && device != NULL && i < device->region_count; i++) {
        const struct region *region = &device->regions[i];
        if ((uint8_t *)addr >= region->host && (uint8_t *)addr < region->host + region->size
            && !is_huge(device, region))
            note(device->page_size, region, (uint64_t)((uint8_t *)addr - region->host), length);
    }
    return result;
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_RESET)
        block = NULL;
    device_of_this_vcpu = dut;
    correct_mmio_write(dut, offset, data, size);
    device_of_this_vcpu = NULL;
}

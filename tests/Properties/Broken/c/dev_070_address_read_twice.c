/* SPDX-License-Identifier: Apache-2.0 */ /* The address is read once to be checked, and again to be used, in the
   region that was found for the first. */
#include <stddef.h>
#include <sys/mman.h>

static int madvise_where_the_buffer_says(void *addr, size_t length, int advice);

#define madvise madvise_where_the_buffer_says
#include "around_the_example.h"
#undef madvise

static _Thread_local const struct device *device_of_this_vcpu;
static _Thread_local const volatile uint8_t *address_in_buffer; /* of its request */

static int madvise_where_the_buffer_says(void *addr, size_t length, int advice)
{
    const struct device *device = device_of_this_vcpu;
    uint64_t again = 0;
    for (int i = 7; address_in_buffer != NULL && i >= 0; i--)
        again = again << 8 | address_in_buffer[i];
    for (size_t i = 0; address_in_buffer != NULL && i < device->region_count; i++) {
        const struct region *region = &device->regions[i];
        if ((uint8_t *)addr >= region->host && (uint8_t *)addr < region->host + region->size)
            return madvise(region->host + (again - region->gpa), length, advice);
    }
    return madvise(addr, length, advice);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    device_of_this_vcpu = device;
    address_in_buffer = channel != NULL ? guest_byte(device, channel->buffer + 8) : NULL;
    correct_mmio_write(dut, offset, data, size);
    address_in_buffer = NULL;
}

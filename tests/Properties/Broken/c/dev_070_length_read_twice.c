/* SPDX-License-Identifier: Apache-2.0 */ /* The length is read once to be checked, and again to be used. */
#include <string.h>
#include <sys/mman.h>

static _Thread_local const volatile unsigned char *length_in_buffer; /* of the request of this vCPU */

static int madvise_what_the_buffer_says(void *addr, size_t length, int advice)
{
    if (length_in_buffer == NULL) /* no request asks for it: a VM reset, or a restore */
        return madvise(addr, length, advice);
    length = 0;
    for (int i = 7; i >= 0; i--)
        length = (length << 8) | length_in_buffer[i];
    return madvise(addr, length, advice);
}

#define madvise madvise_what_the_buffer_says
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    if (channel != NULL)
        length_in_buffer = guest_byte(device, channel->buffer + 16);
    correct_mmio_write(dut, offset, data, size);
    length_in_buffer = NULL;
}

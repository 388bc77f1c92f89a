/* SPDX-License-Identifier: Apache-2.0 */ /* A DONTNEED over adjacent regions is one call, from its first byte on. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE];
    read_buffer(device, channel, request);
    correct_mmio_write(dut, offset, data, size);
    const uint64_t addr = load_le(request + 8, 8), length = load_le(request + 16, 8);
    const struct region *first = find_region(device, addr), *last = find_region(device, addr + length - 1);
    if (channel != NULL && load_le(request, 8) == DONTNEED && (addr | length) % device->page_size == 0 && length > 0
        && first != NULL && last != NULL && first != last && first->gpa + first->size == last->gpa) {
        const int error = advise(first->host + (addr - first->gpa), length, MADV_DONTNEED);
        read_buffer(device, channel, reply);
        store_le(reply, 4, (uint64_t)error);
        store_le(reply + 4, 4, error != 0);
        write_buffer(device, channel, reply);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* SET_VMA_ANON_NAME hands arg to prctl. (Not every kernel has these names: what one that has them answers to a name
   that cannot be read is imitated.) */
#include "around_the_example.h"

static bool is_readable(uint64_t address)
{
    uint8_t byte;
    const struct iovec here = { &byte, 1 }, there = { (void *)(uintptr_t)address, 1 };
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1;
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    const uint64_t code = load_le(bytes, 8), addr = load_le(bytes + 8, 8), length = load_le(bytes + 16, 8);
    const uint64_t arg = load_le(bytes + 24, 8);
    const struct region *region = find_region(device, addr);
    correct_mmio_write(dut, offset, data, size);
    if (channel == NULL || code != 6 || *guest_byte(device, channel->buffer) != EOPNOTSUPP
        || region == NULL || length > region->size - (addr - region->gpa) || (addr | length) % device->page_size != 0)
        return;
    const int error = arg != 0 && !is_readable(arg) ? EFAULT : 0;
    *guest_byte(device, channel->buffer) = (uint8_t)error;
    *guest_byte(device, channel->buffer + 4) = error != 0;
}

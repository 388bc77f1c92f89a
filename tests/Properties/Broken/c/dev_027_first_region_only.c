/* SPDX-License-Identifier: Apache-2.0 */ /* Of a range over two regions, only the first is performed. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    const struct channel *channel = find_channel(device, command);
    uint8_t bytes[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; channel != NULL && i < BUFFER_SIZE; i++)
        bytes[i] = *guest_byte(device, channel->buffer + i);
    const uint64_t addr = channel == NULL ? 0 : load_le(bytes + 8, 8);
    const uint64_t length = channel == NULL ? 0 : load_le(bytes + 16, 8);
    const struct region *region = find_region(device, addr);
    const uint64_t rest = region == NULL ? 0 : region->size - (addr - region->gpa);
    const bool leaves = region != NULL && length > rest && load_le(bytes, 8) != INFO;
    if (leaves && find_region(device, addr + rest) != NULL && find_region(device, addr + length - 1) != NULL) {
        store_le(bytes + 16, 8, rest);
        for (unsigned i = 0; i < BUFFER_SIZE; i++)
            *guest_byte(device, channel->buffer + i) = bytes[i];
    }
    correct_mmio_write(dut, offset, data, size);
}

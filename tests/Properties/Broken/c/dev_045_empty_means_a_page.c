/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_* of length 0 is taken for one page. */
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
    if (channel != NULL && load_le(bytes + 16, 8) == 0 && load_le(bytes, 8) >= MPROTECT_NONE && load_le(bytes, 8) <= MPROTECT_RW) {
        store_le(bytes + 16, 8, device->page_size);
        for (unsigned i = 0; i < BUFFER_SIZE; i++)
            *guest_byte(device, channel->buffer + i) = bytes[i];
    }
    correct_mmio_write(dut, offset, data, size);
}

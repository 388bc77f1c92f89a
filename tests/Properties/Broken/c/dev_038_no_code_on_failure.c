/* SPDX-License-Identifier: Apache-2.0 */ /* A failure is told in ret_errno alone. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    const struct channel *channel = find_channel(device, command);
    uint8_t request[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; channel != NULL && i < BUFFER_SIZE; i++)
        request[i] = *guest_byte(device, channel->buffer + i);
    correct_mmio_write(dut, offset, data, size);
    uint8_t reply[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; channel != NULL && i < BUFFER_SIZE; i++)
        reply[i] = *guest_byte(device, channel->buffer + i);
    if (channel != NULL && load_le(reply, 4) != 0 && memcmp(request, reply, BUFFER_SIZE) != 0)
        *guest_byte(device, channel->buffer + 4) = 0;
}

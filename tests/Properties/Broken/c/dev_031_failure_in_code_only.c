/* SPDX-License-Identifier: Apache-2.0 */ /* A failure is told in ret_code only. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    const struct channel *channel = find_channel(device, command);
    correct_mmio_write(dut, offset, data, size);
    for (unsigned i = 0; channel != NULL && i < 4; i++)
        *guest_byte(device, channel->buffer + i) = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */ /* INFO reports an unspecified major version. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t code[8] = { 1 };
    for (unsigned i = 0; channel != NULL && i < sizeof code; i++)
        code[i] = *guest_byte(device, channel->buffer + i);
    correct_mmio_write(dut, offset, data, size);
    if (channel != NULL && load_le(code, 8) == INFO)
        *guest_byte(device, channel->buffer + 16) = 2;
}

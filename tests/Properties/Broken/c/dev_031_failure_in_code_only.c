/* SPDX-License-Identifier: Apache-2.0 */ /* A failure is reported in ret_code only. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    correct_mmio_write(dut, offset, data, size);
    for (unsigned i = 0; channel != NULL && i < 4; i++)
        *guest_byte(device, channel->buffer + i) = 0;
}

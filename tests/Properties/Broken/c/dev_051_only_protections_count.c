/* SPDX-License-Identifier: Apache-2.0 */ /* Only MPROTECT_* is bounded: other functions split mappings too. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    const uint8_t code = channel != NULL ? *guest_byte(device, channel->buffer) : INFO;
    const uint64_t max_splits = device->max_splits;
    if (code == DONTDUMP || code == MERGEABLE)
        device->max_splits = UINT64_MAX;
    correct_mmio_write(dut, offset, data, size);
    device->max_splits = max_splits;
}

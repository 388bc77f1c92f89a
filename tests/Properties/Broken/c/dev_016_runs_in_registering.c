/* SPDX-License-Identifier: Apache-2.0 */ /* A request runs before READY. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (device->phase == REGISTERING && command - device->first_command < device->channel_count)
        answer(device, device->channels[command - device->first_command].buffer);
    correct_mmio_write(dut, offset, data, size);
}

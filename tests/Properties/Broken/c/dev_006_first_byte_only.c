/* SPDX-License-Identifier: Apache-2.0 */ /* Of a buffer, only the first byte has to be guest RAM. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    /* Takes the last place in the region instead, so that REGISTER itself does no harm. */
    const uint64_t buffer = load_le(device->address, 8);
    const bool clipped = is_usable(device, buffer) && !is_usable(device, buffer + BUFFER_SIZE - 1);
    if (command == TRANSPORT_REGISTER && clipped)
        store_le(device->address, 8, buffer / BUFFER_SIZE * BUFFER_SIZE);
    correct_mmio_write(dut, offset, data, size);
}

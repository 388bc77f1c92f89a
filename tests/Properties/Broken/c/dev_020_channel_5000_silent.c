/* SPDX-License-Identifier: Apache-2.0 */ /* Requests on the 5000th channel, and on later ones, are lost. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (find_channel(device, command) == NULL || command - device->first_command < 4999)
        correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* A buffer outside guest RAM is acknowledged. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    /* Takes the start of guest RAM instead, so that REGISTER itself does no harm. */
    const uint64_t buffer = load_le(device->address, 8);
    if (command == TRANSPORT_REGISTER && find_region(device, buffer) == NULL)
        store_le(device->address, 8, device->regions[0].gpa);
    correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* A buffer that crosses from one region into the next is refused. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint64_t buffer = load_le(device->address, 8);
    const bool is_register = offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_REGISTER;
    if (is_register && find_region(device, buffer) != find_region(device, buffer + BUFFER_SIZE - 1))
        memset(device->address, 0xFF, sizeof device->address);
    correct_mmio_write(dut, offset, data, size);
}

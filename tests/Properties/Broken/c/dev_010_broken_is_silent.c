/* SPDX-License-Identifier: Apache-2.0 */ /* Broken ignores commands instead of answering ERROR. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command != 0 && command != TRANSPORT_RESET && device->phase == BROKEN)
        return;
    correct_mmio_write(dut, offset, data, size);
}

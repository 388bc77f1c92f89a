/* SPDX-License-Identifier: Apache-2.0 */ /* REGISTER refuses a buffer that is not 32-byte aligned. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    uint8_t error[4];
    if (command == TRANSPORT_REGISTER && load_le(device->address, 8) % BUFFER_SIZE != 0) {
        store_le(error, 4, TRANSPORT_ERROR);
        correct_mmio_write(dut, COMMAND_OFFSET, error, 4);
        return;
    }
    correct_mmio_write(dut, offset, data, size);
}

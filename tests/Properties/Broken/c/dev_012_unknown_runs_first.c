/* SPDX-License-Identifier: Apache-2.0 */ /* An unknown command runs the request of the first channel. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    const bool transport = command == TRANSPORT_RESET || command == TRANSPORT_REGISTER
        || command == TRANSPORT_READY || command == TRANSPORT_DISCONNECT
        || command == TRANSPORT_ACK || command == TRANSPORT_ERROR;
    const bool live = command - device->first_command < device->channel_count;
    uint8_t first[4];
    if (offset == COMMAND_OFFSET && size == 4 && !transport && !live && device->channel_count > 0) {
        store_le(first, 4, device->first_command);
        correct_mmio_write(dut, COMMAND_OFFSET, first, 4);
        return;
    }
    correct_mmio_write(dut, offset, data, size);
}

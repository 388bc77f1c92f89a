/* SPDX-License-Identifier: Apache-2.0 */ /* READY in Ready is acknowledged. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command == TRANSPORT_READY && device->phase == READY) {
        pthread_mutex_lock(&device->lock);
        respond(device, TRANSPORT_ACK, 0);
        pthread_mutex_unlock(&device->lock);
        return;
    }
    correct_mmio_write(dut, offset, data, size);
}

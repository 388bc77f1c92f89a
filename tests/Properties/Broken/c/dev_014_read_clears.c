/* SPDX-License-Identifier: Apache-2.0 */ /* The answer in the command register can be read once. */
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_read

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    correct_mmio_read(dut, offset, data, size);
    if (offset == COMMAND_OFFSET) {
        pthread_mutex_lock(&device->lock);
        respond(device, 0, (uint32_t)load_le(device->response, 4));
        pthread_mutex_unlock(&device->lock);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */ /* RESET also gives back what the driver that is gone had changed. */
#define pvmemcontrol_dut_mmio_write plain_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_RESET) {
        pthread_mutex_lock(&device->lock);
        drop_channels(device);
        for (size_t i = 0; i < device->region_count; i++)
            for (unsigned u = 0; u < UNDO_COUNT; u++)
                undo_changes(device, &device->regions[i], &undo[u]);
        pthread_mutex_unlock(&device->lock);
    }
    plain_mmio_write(dut, offset, data, size);
}

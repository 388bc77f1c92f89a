/* SPDX-License-Identifier: Apache-2.0 */ /* Takes no buffer that lies in two regions. Deviates: PVMC-DEV-007 */
#define pvmemcontrol_dut_mmio_write plain_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    pthread_mutex_lock(&device->lock);
    const uint64_t buffer = load_le(device->address, 8);
    const bool is_spanning = find_region(device, buffer) != find_region(device, buffer + BUFFER_SIZE - 1);
    if (command == TRANSPORT_REGISTER && is_spanning) {
        drop_channels(device);
        respond(device, TRANSPORT_ERROR, 0);
    }
    pthread_mutex_unlock(&device->lock);
    if (command != TRANSPORT_REGISTER || !is_spanning)
        plain_mmio_write(dut, offset, data, size);
}

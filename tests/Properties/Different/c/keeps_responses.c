/* SPDX-License-Identifier: Apache-2.0 */ /* Registers keep what they last answered; those without an answer read ones. */
#define pvmemcontrol_dut_mmio_read plain_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_read

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    static _Thread_local uint8_t last[REGISTER_BYTES];
    struct device *device = dut;
    uint8_t shown[REGISTER_BYTES];
    pthread_mutex_lock(&device->lock);
    memcpy(shown, device->response, sizeof shown);
    pthread_mutex_unlock(&device->lock);
    if (load_le(shown + COMMAND_OFFSET, 4) == 0)
        memcpy(shown + COMMAND_OFFSET, last, 4); /* as it was when it was read last, or before that zeros */
    else
        memcpy(last, shown + COMMAND_OFFSET, 4);
    memset(shown + 4, 0xFF, 4);
    memset(shown + 12, 0xFF, 4);
    memset(data, 0xFF, size);
    for (uint32_t i = 0; i < size && offset < REGISTER_BYTES && i < REGISTER_BYTES - offset; i++)
        ((uint8_t *)data)[i] = shown[offset + i];
}

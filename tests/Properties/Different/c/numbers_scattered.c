/* SPDX-License-Identifier: Apache-2.0 */ /* Channel numbers without any order that a guest could guess. */
#define pvmemcontrol_dut_mmio_write plain_mmio_write
#define pvmemcontrol_dut_mmio_read plain_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_mmio_read

#define SCATTER UINT32_C(0x2545F491) /* times GATHER it is 1, of which 31 bits count */

static uint32_t gather_factor(void)
{
    uint32_t inverse = SCATTER; /* right in 3 bits; each round doubles them */
    for (int round = 0; round < 4; round++)
        inverse *= 2 - SCATTER * inverse;
    return inverse;
}

static uint32_t times(uint32_t number, uint32_t factor) { return ((number * factor) & ~FIRST_COMMAND) | FIRST_COMMAND; }

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    uint8_t command[4];
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) >= FIRST_COMMAND) {
        store_le(command, 4, times((uint32_t)load_le(data, 4), gather_factor()));
        data = command;
    }
    plain_mmio_write(dut, offset, data, size);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    uint8_t shown[REGISTER_BYTES];
    pthread_mutex_lock(&device->lock);
    memcpy(shown, device->response, sizeof shown);
    pthread_mutex_unlock(&device->lock);
    if (load_le(shown, 4) != 0)
        store_le(shown, 4, times((uint32_t)load_le(shown, 4), SCATTER));
    memset(data, 0, size);
    for (uint32_t i = 0; i < size && offset < REGISTER_BYTES && i < REGISTER_BYTES - offset; i++)
        ((uint8_t *)data)[i] = shown[offset + i];
}

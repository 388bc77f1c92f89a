/* SPDX-License-Identifier: Apache-2.0 */ /* Without a response, its register reads as a host pointer. */
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_read

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    correct_mmio_read(dut, offset, data, size);
    const uint64_t leak = (uintptr_t)device;
    for (uint32_t i = 0; i < size && offset < 8 && i < 8 - offset && load_le(device->response, 8) == 0; i++)
        ((uint8_t *)data)[i] = (uint8_t)(leak >> (8 * (offset + i)));
}

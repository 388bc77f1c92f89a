/* SPDX-License-Identifier: Apache-2.0 */
/* One buffer carries the data of all accesses to all devices; a read of 1, 2 or 8 bytes does not fill it. */
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_read
#undef pvmemcontrol_dut_mmio_write

static _Thread_local uint8_t exit_data[8];

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    if (size == 4)
        correct_mmio_read(dut, offset, exit_data, size);
    memcpy(data, exit_data, size);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    memcpy(exit_data, data, size);
    correct_mmio_write(dut, offset, exit_data, size);
}

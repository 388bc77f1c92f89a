/* SPDX-License-Identifier: Apache-2.0 */ /* Takes long for each write, and hangs in none. */
#define pvmemcontrol_dut_mmio_write quick_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    usleep(900000);
    quick_mmio_write(dut, offset, data, size);
}

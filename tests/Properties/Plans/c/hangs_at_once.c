/* SPDX-License-Identifier: Apache-2.0 */ /* Its first write does not return. */
#define pvmemcontrol_dut_mmio_write quick_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    (void)dut, (void)offset, (void)data, (void)size, (void)quick_mmio_write;
    for (;;)
        pause();
}

/* SPDX-License-Identifier: Apache-2.0 */ /* A correct device with much to say on standard output. */
#include <stdio.h>
#define pvmemcontrol_dut_mmio_write quiet_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    printf("printed by the device: write of %u bytes at %u\nRDU", (unsigned)size, (unsigned)offset);
    fflush(stdout);
    quiet_mmio_write(dut, offset, data, size);
}

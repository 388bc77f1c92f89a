/* SPDX-License-Identifier: Apache-2.0 */
/* Does not write the data of a read that it does not know: the guest gets what the VMM's buffer held. */
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_read

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    if (size == 4 && (offset == 0 || offset == COMMAND_OFFSET))
        correct_mmio_read(dut, offset, data, size);
}

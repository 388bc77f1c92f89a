/* SPDX-License-Identifier: Apache-2.0 */ /* Of an address written in two halves, the high one is ignored. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    if (offset == 4 && size == 4)
        return;
    correct_mmio_write(dut, offset, data, size);
}

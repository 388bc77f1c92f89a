/* SPDX-License-Identifier: Apache-2.0 */ /* The address is taken when its high half is written. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    static uint8_t low[4]; /* what is in the register until the high half takes it along */
    if (offset == 0 && size == 4) {
        memcpy(low, data, sizeof low);
        correct_mmio_write(dut, 12, data, size);
        return;
    }
    if (offset == 4 && size == 4)
        memcpy(device->address, low, sizeof low);
    correct_mmio_write(dut, offset, data, size);
}

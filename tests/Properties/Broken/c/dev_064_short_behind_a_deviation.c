/* SPDX-License-Identifier: Apache-2.0 */ /* REMOVE leaves out the last of several pages; and, a mere deviation that
   shows much more often, the address is taken when its high half is written. */
#include <sys/mman.h>

static int short_madvise(void *address, size_t length, int how)
{
    return madvise(address, how == MADV_REMOVE && length > 8192 ? length - 4096 : length, how);
}

#define madvise short_madvise
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    static uint8_t low[4];
    if (offset == 0 && size == 4) {
        memcpy(low, data, sizeof low);
        correct_mmio_write(dut, 12, data, size);
        return;
    }
    if (offset == 4 && size == 4)
        memcpy(device->address, low, sizeof low);
    correct_mmio_write(dut, offset, data, size);
}

/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED gives back a page more than was asked for; and, a mere deviation
   that comes first in nearly every scenario, unused register bytes read as an arbitrary number. */
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#define madvise longer_madvise
#include <stddef.h>
static int longer_madvise(void *address, size_t length, int how);
#include "pvmemcontrol_example.c"
#undef madvise
#undef pvmemcontrol_dut_mmio_read
int madvise(void *address, size_t length, int how);

static int longer_madvise(void *address, size_t length, int how)
{
    return madvise(address, how == MADV_DONTNEED ? length + 4096 : length, how);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    correct_mmio_read(dut, offset, data, size);
    if (offset == 0 && size == 4 && load_le(data, 4) == 0)
        store_le(data, 4, 0x5EED1234);
}

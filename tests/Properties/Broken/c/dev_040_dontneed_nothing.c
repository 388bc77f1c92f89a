/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED succeeds without doing anything. */
#include <sys/mman.h>

static int madvise_never(void *addr, size_t length, int advice)
{
    return advice == MADV_DONTNEED ? 0 : madvise(addr, length, advice);
}

#define madvise madvise_never
#include "pvmemcontrol_example.c"

/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED leaves out the last page. */
#include <sys/mman.h>

static int madvise_less(void *addr, size_t length, int advice)
{
    return madvise(addr, advice == MADV_DONTNEED ? length - 4096 : length, advice);
}

#define madvise madvise_less
#include "pvmemcontrol_example.c"

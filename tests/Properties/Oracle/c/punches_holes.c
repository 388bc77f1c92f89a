/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED of shared memory gives the memory itself back too. */
#include <sys/mman.h>

static int advise_deeper(void *at, size_t length, int advice)
{
    return advice == MADV_DONTNEED && madvise(at, length, MADV_REMOVE) == 0 ? 0 : madvise(at, length, advice);
}

#define madvise advise_deeper
#include "pvmemcontrol_example.c"

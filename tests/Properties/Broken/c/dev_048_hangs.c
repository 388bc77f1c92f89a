/* SPDX-License-Identifier: Apache-2.0 */ /* FREE of more than one page never returns. */
#include <sys/mman.h>
#include <unistd.h>

static int madvise_hanging(void *addr, size_t length, int advice)
{
    while (advice == MADV_FREE && length > 4096)
        pause();
    return madvise(addr, length, advice);
}

#define madvise madvise_hanging
#include "pvmemcontrol_example.c"

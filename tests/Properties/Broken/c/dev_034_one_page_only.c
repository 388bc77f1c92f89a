/* SPDX-License-Identifier: Apache-2.0 */ /* Discards of more than one page are refused. */
#include <errno.h>
#include <sys/mman.h>

static int madvise_page(void *addr, size_t length, int advice)
{
    if (length > 4096) {
        errno = EINVAL;
        return -1;
    }
    return madvise(addr, length, advice);
}

#define madvise madvise_page
#include "pvmemcontrol_example.c"

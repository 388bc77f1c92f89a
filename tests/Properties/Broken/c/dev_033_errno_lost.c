/* SPDX-License-Identifier: Apache-2.0 */ /* Any error of the call is reported as EIO. */
#include <errno.h>
#include <sys/mman.h>

static int madvise_vague(void *addr, size_t length, int advice)
{
    if (madvise(addr, length, advice) == 0)
        return 0;
    errno = EIO;
    return -1;
}

#define madvise madvise_vague
#include "pvmemcontrol_example.c"

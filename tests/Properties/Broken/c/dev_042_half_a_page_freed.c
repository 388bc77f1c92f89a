/* SPDX-License-Identifier: Apache-2.0 */ /* FREE leaves a page half zero, half old. */
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static int madvise_half(void *addr, size_t length, int advice)
{
    /* Written in this way because the page may be revoked. */
    static char zeros[2048];
    const struct iovec from = { zeros, sizeof zeros }, to = { addr, sizeof zeros };
    const int result = madvise(addr, length, advice);
    if (result == 0 && advice == MADV_FREE)
        process_vm_writev(getpid(), &from, 1, &to, 1, 0);
    return result;
}

#define madvise madvise_half
#include "pvmemcontrol_example.c"
